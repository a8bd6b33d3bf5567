"""The judge of the pages, judged: it sees what is wrong, and only once the page stands still."""

import threading
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from playwright.sync_api import Page

from stepmark.platform.live import Hub
from tests.support.accessibility import assert_accessible
from tests.support.server import serving

PAGE = """<!doctype html><html lang="en"><head><title>Deals</title><style>
    @keyframes appear {{ from, to {{ color: #eee }} }} h1 {{ animation: appear 1.5s }}
    @keyframes spin {{ to {{ rotate: 1turn }} }} hr {{ animation: spin 1s infinite }}
    </style></head><body><main><h1>Deals</h1><hr>{}</main></body></html>"""


def test_a_sound_page_passes_after_its_animations(page: Page) -> None:
    page.set_content(PAGE.format("<p>Nothing here yet.</p>"))
    assert_accessible(page)


def test_a_page_that_has_only_begun_is_waited_for(page: Page) -> None:
    go_on = threading.Event()
    with serving(_in_two_parts('<input id="amount">', go_on)) as site:
        page.goto(site, wait_until="commit")
        assert page.evaluate("document.head") is None
        threading.Timer(0.5, go_on.set).start()
        with pytest.raises(AssertionError, match="#amount"):
            assert_accessible(page)


def test_a_fault_is_told_with_its_place(page: Page) -> None:
    page.set_content(PAGE.format('<input id="amount"><p id="note">Sound</p>'))
    with pytest.raises(AssertionError, match=r"label \(critical\).*\n    #amount"):
        assert_accessible(page)
    assert_accessible(page, within="#note")


@pytest.mark.parametrize("place", ['<p style="margin: 70px 0">{}</p>', '<nav class="topbar">{}</nav>'])
def test_a_target_that_is_too_small_is_told_on_the_page_and_in_what_lies_over_it(page: Page, place: str) -> None:
    page.set_content(PAGE.format(place.format('<small><a href="/a">A</a> <a href="/b">B</a></small>')))
    with pytest.raises(AssertionError, match="target-size"):
        assert_accessible(page)


def _in_two_parts(body: str, go_on: threading.Event) -> FastAPI:
    """An application whose page arrives without a head, and whole only when it may go on."""
    app = FastAPI()
    app.state.hub = Hub()
    start, rest = PAGE.format(body).split("<head>")

    def parts() -> Iterator[str]:
        yield start
        go_on.wait(20)
        yield "<head>" + rest

    @app.get("/")
    def answer() -> StreamingResponse:
        return StreamingResponse(parts(), media_type="text/html")

    return app
