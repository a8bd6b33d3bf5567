"""The pages of rules in a browser: on a phone, and for somebody who types faster than the server answers."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from stepmark.web.caller import COOKIE
from tests.cast import Cast
from tests.support.accessibility import assert_accessible
from tests.support.rules import Rules, periodic_rule, set_fields
from tests.support.server import served_app
from tests.support.web import session_cookie

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def anna(cast: Cast, browser: Browser) -> Iterator[Page]:
    """Anna's browser, on the list of rules."""
    with served_app(cast.database) as site:
        context = browser.new_context(base_url=site)
        context.add_cookies([{"name": COOKIE, "value": session_cookie(cast, cast.anna), "url": site}])
        page = context.new_page()
        yield page
        context.close()


@pytest.mark.parametrize("mode", ["instant", "periodic"])
def test_on_a_phone_everything_about_a_rule_is_in_sight_without_scrolling_sideways(
    cast: Cast, anna: Page, mode: str
) -> None:
    periodic_rule(cast, "Each deal that should have been closed long ago is marked")
    Rules(cast).make("created", [set_fields(source="Web"), set_fields(title="New")], label="Sales")
    anna.set_viewport_size({"width": 360, "height": 740})
    anna.goto(f"/rules?mode={mode}")
    table = anna.get_by_role("region", name=f"{mode.title()} rules")
    assert table.evaluate("each => each.scrollWidth <= each.clientWidth")
    for control in (table.get_by_role("switch"), table.get_by_role("button", name="More for")):
        box = control.bounding_box()
        assert box
        assert box["x"] + box["width"] <= 360
    table.get_by_role("switch").click()
    expect(table.get_by_role("switch")).not_to_be_checked()
    table.get_by_role("button", name="More for").click()
    expect(table.get_by_role("link", name="Edit")).to_be_visible()
    assert_accessible(anna)


def test_what_is_typed_before_the_answer_comes_stays(anna: Page) -> None:
    anna.goto("/rules/new")
    row = anna.get_by_role("group", name="Condition 1")
    field, operator = (row.get_by_role("combobox", name=name) for name in ("Field", "Comparison"))
    value = row.get_by_label("Value", exact=True)
    field.select_option("title")
    expect(value).to_be_visible()
    anna.route(re.compile("/rules/editor|/conditions/"), _after_a_while)
    with anna.expect_response(re.compile("/conditions/deal")):
        operator.select_option("contains")
        value.fill("Windows")
    _is_settled(anna)
    expect(value).to_have_value("Windows")
    with anna.expect_response(re.compile("/rules/editor$")):
        anna.get_by_label("When a deal …").select_option("created")
        anna.get_by_label("Name", exact=False).first.fill("Large windows")
        operator.select_option("equal")
        value.fill("Doors")
    _is_settled(anna)
    expect(anna.get_by_label("Name", exact=False).first).to_have_value("Large windows")
    expect(operator).to_have_value("equal")
    expect(value).to_have_value("Doors")
    anna.unroute_all(behavior="wait")


def test_a_choice_before_the_answer_comes_has_its_effect(anna: Page) -> None:
    anna.goto("/rules/new")
    row = anna.get_by_role("group", name="Condition 1")
    row.get_by_role("combobox", name="Field").select_option("expected_close")
    expect(row.get_by_label("Value: which day")).to_be_visible()
    anna.route(re.compile("/conditions/"), _after_a_while)
    row.get_by_role("combobox", name="Comparison").select_option("before")
    row.get_by_label("Value: which day").select_option("today")
    expect(row.get_by_label("days later")).to_have_value("0")
    expect(row.get_by_role("combobox", name="Comparison")).to_have_value("before")
    anna.unroute_all(behavior="wait")


@pytest.mark.row("B4")
def test_the_catalogue_is_searched_by_the_keyboard_alone(anna: Page) -> None:
    anna.goto("/rules/new")
    anna.get_by_role("searchbox", name="Search actions").focus()
    anna.keyboard.type("task turn")
    shown = anna.locator("#catalogue [data-narrow-item]:visible")
    expect(shown).to_have_count(1)
    anna.keyboard.press("Enter")
    expect(anna.get_by_role("button", name="Create a task")).to_be_focused()
    anna.keyboard.press("Enter")
    expect(anna.get_by_role("group", name="Action 1: Create a task")).to_be_visible()
    anna.goto("/rules/catalogue")
    anna.get_by_role("searchbox").fill("no such thing")
    expect(anna.get_by_text("No trigger and no action is called so.")).to_be_visible()
    anna.get_by_role("searchbox").fill("stage enters")
    anna.keyboard.press("ArrowDown")
    expect(anna.get_by_role("link", name="When a record enters a stage")).to_be_focused()


def _after_a_while(route: Route) -> None:
    route.request.frame.page.wait_for_timeout(300)
    route.continue_()


def _is_settled(page: Page) -> None:
    expect(page.locator(".htmx-request")).to_have_count(0)
