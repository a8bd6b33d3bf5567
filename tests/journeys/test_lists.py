"""A saved view with a filter of two levels, put together by keyboard on a phone; and many records changed at once."""

import re

from playwright.sync_api import Page, expect

from stepmark.domain.deals import Deal
from tests.cast import Cast
from tests.journeys.conftest import Seat
from tests.support.accessibility import assert_accessible
from tests.support.people import rows


def test_a_filter_of_two_levels_is_put_together_by_keyboard_and_kept_as_a_view(seat: Seat, cast: Cast) -> None:
    partner, client = cast.company("Partner Ltd", type="Partner"), cast.company("Client Ltd", type="Client")
    cast.deal(title="Large partner", amount="90000", company_id=partner, by=cast.boris)
    cast.deal(title="Small partner", amount="10", company_id=partner, by=cast.boris)
    cast.deal(title="Large client", amount="90000", company_id=client, by=cast.boris)
    page = seat(cast.boris)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/deals/list?view=0")
    page.get_by_role("link", name="Filter", exact=True).press("Enter")
    sheet = page.get_by_role("dialog")
    _choose(page, "Condition 1", "Field", "amount")
    _choose(page, "Condition 1", "Comparison", "greater")
    page.get_by_role("group", name="Condition 1").get_by_role("textbox", name="Value").fill("1000")
    sheet.get_by_role("button", name="Add a group").press("Enter")
    inner = page.get_by_role("group", name="Group 1 of conditions")
    expect(inner.get_by_role("combobox", name="Field")).to_be_focused()
    assert_accessible(page)
    inner.get_by_role("combobox", name="How these conditions are joined").select_option("none")
    inner.get_by_role("combobox", name="Field").select_option("company.type")
    expect(inner.get_by_role("combobox", name="Comparison")).to_be_visible()
    assert_accessible(page)
    inner.get_by_role("textbox", name="Value").fill("partner")
    inner.get_by_role("button", name="Add a condition").press("Enter")
    expect(inner.get_by_role("combobox", name="Field").nth(1)).to_be_focused()
    inner.get_by_role("button", name="Remove condition 2").press("Enter")
    expect(inner.get_by_role("button", name="Remove condition 1")).to_be_focused()
    assert_accessible(page)
    assert _overflow(page) <= 0
    inner.get_by_role("textbox", name="Value").press("Enter")
    expect(page.get_by_role("link", name="Large client")).to_be_visible()
    expect(page.get_by_role("link", name="Large partner")).to_be_hidden()
    expect(page.get_by_text("not (Company › Type is partner)")).to_be_visible()
    assert_accessible(page)
    assert _overflow(page) <= 0
    page.get_by_role("button", name="All deals").press("Enter")
    page.get_by_role("link", name="Save as a view").press("Enter")
    assert_accessible(page)
    page.get_by_role("textbox", name="Name", exact=True).fill("Large ones")
    page.get_by_role("textbox", name="Name", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Large ones")).to_be_visible()
    page.get_by_role("button", name="Large ones").press("Enter")
    page.get_by_role("button", name="Open with this view").press("Enter")
    page.goto("/deals/list")
    expect(page.get_by_role("button", name="Large ones")).to_be_visible()
    expect(page.get_by_role("link", name="Large client")).to_be_visible()
    expect(page.get_by_role("link", name="Small partner")).to_be_hidden()


def test_columns_are_put_in_order_by_keyboard(seat: Seat, cast: Cast) -> None:
    cast.deal(company_id=cast.company("Partner Ltd", type="Partner"))
    page = seat(cast.anna)
    page.goto("/deals/list?view=0")
    page.get_by_role("link", name="Columns").press("Enter")
    page.get_by_label("Another column").select_option("company.type")
    page.get_by_role("button", name="Add", exact=True).press("Enter")
    page.get_by_role("button", name="Company › Type: earlier").press("Enter")
    expect(page.get_by_role("button", name="Company › Type: earlier")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("button", name="Use these columns").press("Enter")
    expect(page.get_by_role("columnheader", name="Company › Type")).to_be_visible()
    expect(page.get_by_role("cell", name="Partner", exact=True)).to_be_visible()


def test_many_deals_are_changed_at_once_after_a_look_at_what_changes(seat: Seat, cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    for number in range(3):
        cast.deal(title=f"Deal {number}", by=cast.boris)
    cast.deal(title="Anna's own")
    page = seat(cast.boris)
    page.goto("/deals/list?view=0")
    page.get_by_role("checkbox", name="Pick all on this page").check()
    page.get_by_label("set", exact=True).select_option("source")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("combobox", name="Source").fill("Referral")
    page.get_by_role("button", name="Look at what changes").click()
    expect(page.get_by_text("“Discovery 1” will be ticked in 3 deals.")).to_be_visible()
    expect(page.get_by_text("Anna's own: Your role does not allow this.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Change them").click()
    expect(page.get_by_text("3 records were changed.")).to_be_visible()
    assert_accessible(page)
    assert sorted(deal.source or "" for deal in rows(cast, Deal)) == ["", "Referral", "Referral", "Referral"]


def _choose(page: Page, row: str, name: str, value: str) -> None:
    box = page.get_by_role("group", name=row).get_by_role("combobox", name=name)
    with page.expect_response(re.compile("/conditions/")):
        box.select_option(value)
    expect(box).to_be_focused()
    assert_accessible(page)


def _overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
