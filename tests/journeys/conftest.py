"""People at their browsers: each in a window of their own, signed in unless said otherwise."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Protocol, TypeVar

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import update

from stepmark.domain.people import Member
from stepmark.domain.rights import Actor
from stepmark.platform.db import Database
from stepmark.web.caller import COOKIE
from tests.cast import Cast
from tests.journeys.looks import Look
from tests.journeys.readers import WATCH, Reader
from tests.support.chromium import complaints_of
from tests.support.server import served_app
from tests.support.web import session_cookie

WIDE = Look("en", 1360, "light")
Seat = Callable[[Actor], Page]
Window = Callable[[Look], Page]
SomeReader = TypeVar("SomeReader", bound=Reader)


class Sits(Protocol):
    """`sits(Mouse, cast.boris, look)`: Boris with a mouse, before a window in his look."""

    def __call__(self, kind: type[SomeReader], actor: Actor, look: Look, *, signed_in: bool = True) -> SomeReader: ...


@pytest.fixture
def site(database: Database) -> Iterator[str]:
    """The address of the running application, over the same database as `cast`."""
    with served_app(database) as url:
        yield url


@pytest.fixture
def window(site: str, browser: Browser) -> Iterator[Window]:
    """`window(look)` is a browser in which nobody is signed in; it fails the test when its page complains."""
    with ExitStack() as stack:
        complaints: list[list[str]] = []

        def open_one(look: Look) -> Page:
            size = {"width": look.width, "height": 900}
            context = stack.enter_context(
                browser.new_context(base_url=site, viewport=size, color_scheme=look.scheme, locale=look.language)  # type: ignore[arg-type]  # its keys are those of a viewport
            )
            context.add_init_script(WATCH)
            page = context.new_page()
            complaints.append(complaints_of(page))
            return page

        yield open_one
        told = [line for each in complaints for line in each]
        assert not told, "a page complained:\n" + "\n".join(told)


@pytest.fixture
def seat(window: Window, site: str, cast: Cast) -> Seat:
    """`seat(cast.boris)` is a wide window in which Boris is signed in."""

    def sit(actor: Actor) -> Page:
        page = window(WIDE)
        _sign_in(page, site, cast, actor)
        return page

    return sit


@pytest.fixture
def sits(window: Window, site: str, cast: Cast) -> Iterator[Sits]:
    """Puts readers before windows, and sees to it that in the end they have looked at everything."""
    readers: list[Reader] = []

    def sit(kind: type[SomeReader], actor: Actor, look: Look, *, signed_in: bool = True) -> SomeReader:
        page = window(look)
        _speak(cast, actor, look.language)
        if signed_in:
            _sign_in(page, site, cast, actor)
        reader = kind(page, look)
        readers.append(reader)
        return reader

    yield sit
    for each in readers:
        each.looks()


def _sign_in(page: Page, site: str, cast: Cast, actor: Actor) -> None:
    page.context.add_cookies([{"name": COOKIE, "value": session_cookie(cast, actor), "url": site}])


def _speak(cast: Cast, actor: Actor, language: str) -> None:
    with cast.database.writing(None) as session:
        session.execute(update(Member).where(Member.id == actor.member_id).values(locale=language))
        session.commit()
