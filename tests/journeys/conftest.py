"""People at their browsers: each signed in, in a context of their own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page

from stepmark.domain.rights import Actor
from stepmark.platform.db import Database
from stepmark.web.caller import COOKIE
from tests.cast import Cast
from tests.support.chromium import complaints_of
from tests.support.server import served_app
from tests.support.web import session_cookie

Seat = Callable[[Actor], Page]


@pytest.fixture
def site(database: Database) -> Iterator[str]:
    """The address of the running application, over the same database as `cast`."""
    with served_app(database) as url:
        yield url


@pytest.fixture
def seat(site: str, cast: Cast, browser: Browser) -> Iterator[Seat]:
    """`seat(cast.boris)` is a browser window in which Boris is signed in; it fails the test when its page complains."""
    with ExitStack() as stack:
        complaints: list[list[str]] = []

        def sit(actor: Actor) -> Page:
            context = stack.enter_context(browser.new_context(viewport={"width": 1360, "height": 900}, base_url=site))
            token = session_cookie(cast, actor)
            context.add_cookies([{"name": COOKIE, "value": token, "url": site}])
            page = context.new_page()
            complaints.append(complaints_of(page))
            return page

        yield sit
        told = [line for each in complaints for line in each]
        assert not told, "a page complained:\n" + "\n".join(told)
