"""Signed-in clients: a browser's, with its cookie, and a program's, with its token."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from stepmark.domain.people import ApiToken, Member, SignIn
from stepmark.domain.rights import Actor
from stepmark.main import create_app, furnish
from stepmark.platform.clock import now
from stepmark.platform.db import Database
from stepmark.platform.ids import new_token, token_hash
from stepmark.platform.settings import Settings
from stepmark.web.caller import COOKIE
from tests.cast import Cast


@cache
def built_app() -> FastAPI:
    """A worker's one application: its first request lays out all routes, which takes longer than most tests."""
    with TemporaryDirectory() as folder:
        return create_app(Settings(data_dir=Path(folder), secret_key="a key for tests only"))


@contextmanager
def running_app(database: Database) -> Iterator[FastAPI]:
    """The application over the test's database, started and stopped."""
    app = built_app()
    furnish(app, database.settings, database)
    with TestClient(app) as started:
        app.state.portal = started.portal
        yield app
    app.state.portal = None


def browser(app: FastAPI) -> TestClient:
    """A browser in which nobody is signed in; it follows no redirects."""
    return _client(app, {"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)


def session_cookie(cast: Cast, actor: Actor) -> str:
    """The cookie of a browser in which the actor is signed in."""
    token = new_token()
    with cast.database.writing(None) as session:
        person_id = _person_id(session, actor)
        session.add(SignIn(token_hash=token_hash(token), person_id=person_id, member_id=actor.member_id))
        session.commit()
    return token


def signed_in(app: FastAPI, cast: Cast, actor: Actor) -> TestClient:
    """A browser in which the actor is signed in; it follows no redirects."""
    token = session_cookie(cast, actor)
    client = browser(app)
    client.cookies.set(COOKIE, token)
    return client


def api_client(app: FastAPI, cast: Cast, actor: Actor) -> TestClient:
    """A program that acts with the actor's token."""
    token = new_token()
    with cast.database.writing(None) as session:
        session.add(ApiToken(token_hash=token_hash(token), member_id=actor.member_id, name="test", used_at=now()))
        session.commit()
    return _client(app, {"Authorization": f"Bearer {token}"})


def quick(client: TestClient, app: FastAPI) -> TestClient:
    """The client, on the started application's event loop; else it would start one, with threads, for each request."""
    client.portal = getattr(app.state, "portal", None)
    if client.portal is not None:
        client._transport = _WholeAnswers(app, client.portal)
    return client


class _WholeAnswers(httpx2.BaseTransport):
    """Asks an application that runs on another thread. The client's own way goes there and back eight times."""

    def __init__(self, app: FastAPI, portal: BlockingPortal) -> None:
        self._inner = httpx2.ASGITransport(app, client=("testclient", 50_000))
        self._portal = portal

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        return self._portal.call(self._answer, request)

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._inner.handle_async_request(request)
        return httpx2.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


def _client(app: FastAPI, headers: dict[str, str], *, follow_redirects: bool = True) -> TestClient:
    return quick(TestClient(app, follow_redirects=follow_redirects, headers=headers), app)


def _person_id(session: Session, actor: Actor) -> int:
    return int(session.get_one(Member, actor.member_id).person_id)
