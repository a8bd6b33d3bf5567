"""Whoever goes through a page by Tab sees where they are: nothing that stays in place lies over it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from stepmark.platform.db import Database
from stepmark.web.caller import COOKIE
from tests.cast import Cast
from tests.journeys.readers import MOST_TABS, WATCH
from tests.support.server import served_app
from tests.support.web import session_cookie


@pytest.fixture
def boris(page: Page, database: Database, cast: Cast) -> Iterator[Page]:
    """Boris's browser, as narrow and low as a phone held across."""
    with served_app(database) as site:
        page.context.add_cookies([{"name": COOKIE, "value": session_cookie(cast, cast.boris), "url": site}])
        page.add_init_script(WATCH)
        page.set_viewport_size({"width": 640, "height": 360})
        page.goto(site)
        yield page


@pytest.mark.parametrize(("path", "stops"), [("/deals/list?view=0", 50), ("/deals/1", 30)])
def test_nothing_lies_over_what_has_the_focus_on_the_way_there_and_back(
    boris: Page, cast: Cast, path: str, stops: int
) -> None:
    for number in range(12):
        cast.deal(by=cast.boris, title=f"Deal {number}")
    boris.goto(boris.url.removesuffix("/today") + path)
    assert _stops(boris, "Tab") > stops
    assert _stops(boris, "Shift+Tab") > stops


def test_a_dialog_that_comes_back_with_a_fault_is_gone_on_with_at_its_input(boris: Page) -> None:
    boris.goto(boris.url.removesuffix("/today") + "/deals/list?view=0")
    boris.get_by_role("link", name="Filter").click()
    dialog = boris.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Field").select_option("amount")
    dialog.get_by_role("combobox", name="Comparison").select_option("greater")
    dialog.get_by_label("Value", exact=True).fill("a lot")
    dialog.get_by_role("button", name="Show these").click()
    expect(dialog.get_by_text("Enter a number.")).to_be_visible()
    expect(dialog.get_by_label("Value", exact=True)).to_be_focused()


def _stops(page: Page, key: str) -> int:
    for stop in range(MOST_TABS):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement === document.body"):
            return stop
        fault = page.evaluate("window.faultOfFocus(null)")
        assert not fault, f"after {stop} times {key}, {fault}"
    raise AssertionError("the page has no end")
