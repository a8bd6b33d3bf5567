"""A deal's checklist as others change it."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import update

from stepmark.commands.ticks import tick_step
from stepmark.domain.people import SignIn
from stepmark.domain.rights import Actor
from stepmark.edge import Edge
from stepmark.main import create_app
from stepmark.platform.clock import now
from stepmark.platform.settings import Settings
from stepmark.web import live_streams
from stepmark.web.caller import COOKIE
from tests.cast import Cast
from tests.support.server import serving
from tests.support.web import session_cookie


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """The application, not started: the server does that."""
    return create_app(settings)


@pytest.fixture
def site(app: FastAPI) -> Iterator[str]:
    """The address of the running application."""
    with serving(app) as url:
        yield url


def test_the_stream_says_which_version_is_new(site: str, app: FastAPI, cast: Cast) -> None:
    deal = cast.deal()
    edge: Edge = app.state.edge
    with _listening(site, cast, cast.boris, deal) as events:
        edge.run(cast.anna, tick_step, deal, cast.steps[0])
        first = next(events)
    assert (first["kind"], first["id"]) == ("deal", deal)
    assert first["version"] > 0


def test_the_stream_begins_with_how_things_stand(site: str, cast: Cast) -> None:
    deal = cast.deal()
    listening = _listening(site, cast, cast.boris, deal)
    with listening:
        told = [(each["kind"], each["id"], each["version"] > 0) for each in listening.standing]
    assert told == [("deal", deal, True), ("notices", cast.boris.member_id, False)]


def test_the_stream_ends_with_its_sign_in(site: str, app: FastAPI, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_streams, "BEAT_SECONDS", 0.1)
    deal = cast.deal()
    with _listening(site, cast, cast.boris, deal) as events:
        app.state.edge.run_as_system(lambda session: session.execute(update(SignIn).values(ended_at=now())))
        assert list(events) == []


def test_the_stream_ends_when_the_server_stops(
    site: str, app: FastAPI, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_streams, "BEAT_SECONDS", 60.0)
    deal = cast.deal()
    with _listening(site, cast, cast.boris, deal) as events:
        started = time.monotonic()
        threading.Timer(0.2, app.state.hub.close_streams).start()
        assert list(events) == []
    assert time.monotonic() - started < live_streams.BEAT_SECONDS / 2


def test_a_stranger_hears_nothing(site: str, cast: Cast) -> None:
    deal = cast.deal()
    token = session_cookie(cast, cast.clara)
    with httpx2.Client(base_url=site, cookies={COOKIE: token}) as clara:
        assert clara.get(f"/deals/{deal}/checklist").status_code == 404
        assert clara.get(f"/deals/{deal}/stream").status_code == 404


class _listening:  # noqa: N801 - reads as a sentence in a with statement
    """Somebody's open stream of a deal: an iterator over its events after the `standing` ones with which it begins."""

    def __init__(self, site: str, cast: Cast, actor: Actor, deal: int) -> None:
        token = session_cookie(cast, actor)
        self._client = httpx2.Client(base_url=site, cookies={COOKIE: token}, timeout=30)
        self._stream = self._client.stream("GET", f"/deals/{deal}/stream")

    def __enter__(self) -> Iterator[dict[str, Any]]:
        answer = self._stream.__enter__()
        lines = (line for line in answer.iter_lines() if line.startswith("data: "))
        events = (json.loads(line.removeprefix("data: ")) for line in lines)
        self.standing = [next(events), next(events)]
        return events

    def __exit__(self, *error: object) -> None:
        self._stream.__exit__(None, None, None)
        self._client.close()
