"""Undoing by key, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from stepmark.domain.companies import Company
from stepmark.platform.i18n import _
from stepmark.platform.i18n import ngettext_lazy as plural
from tests.cast import Cast
from tests.journeys.conftest import Seat, Sits
from tests.journeys.looks import Look, in_every_look
from tests.journeys.readers import Mouse
from tests.journeys.spots import box, button, checkbox, combobox, region, words
from tests.support.accessibility import assert_accessible
from tests.support.people import rows


@pytest.mark.parametrize("width", [360, 1360])
def test_a_tick_an_edit_and_a_move_are_undone_by_key(seat: Seat, cast: Cast, width: int) -> None:
    deal = cast.deal(by=cast.boris)
    page = seat(cast.boris)
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"/deals/{deal}")
    page.evaluate("window.stayed = true")
    tick = page.get_by_role("checkbox", name="Discovery 1", exact=True)
    tick.click()
    expect(tick).to_be_checked()
    assert_accessible(page)
    page.keyboard.press("z")
    _is_undone(page)
    expect(tick).not_to_be_checked()
    page.keyboard.press("z")
    expect(tick).to_be_checked()

    page.get_by_role("link", name="Edit Source").click()
    box = page.get_by_role("combobox", name="Source")
    box.fill("Fairz")
    box.press("Control+z")
    box.fill("Fair")
    box.press("Enter")
    expect(page.locator("#detail-deal-source")).to_contain_text("Fair")
    page.keyboard.press("Control+z")
    _is_undone(page)
    expect(page.locator("#detail-deal-source")).not_to_contain_text("Fair")
    expect(tick).to_be_checked()

    page.get_by_role("button", name="Proposal", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="Proposal").first).to_have_attribute("aria-current", "step")
    page.keyboard.press("z")
    _is_undone(page)
    expect(page.get_by_role("listitem").filter(has_text="Discovery").first).to_have_attribute("aria-current", "step")
    assert page.evaluate("window.stayed"), "the page was loaded anew"
    assert_accessible(page)


@in_every_look("undo")
def test_a_bulk_edit_is_undone_as_one_by_key(sits: Sits, cast: Cast, look: Look) -> None:
    for name in ("Novum", "Zubr"):
        cast.company(name, responsible_id=cast.boris.member_id)
    boris = sits(Mouse, cast.boris, look)
    boris.goes_to("/companies")
    boris.clicks(checkbox(_("Pick all on this page")))
    boris.chooses(combobox(_("set")), _("Address"))
    boris.clicks(button(_("Go on")))
    boris.fills(box(_("Address")), "Gdynia")
    boris.clicks(button(_("Look at what changes")))
    boris.sees(region(_("Before and after")), "Gdynia")
    boris.clicks(button(_("Change them")))
    boris.sees(words(plural("%(num)s record was changed.", "%(num)s records were changed.", 2)))
    assert [company.address for company in rows(cast, Company)] == ["Gdynia", "Gdynia"]
    boris.presses("z")
    boris.sees(words(plural("%(num)s record is as it was.", "%(num)s records are as they were.", 2)))
    assert [company.address for company in rows(cast, Company)] == [None, None]


def _is_undone(page: Page) -> None:
    expect(page.get_by_text("Undone.")).to_be_visible()
