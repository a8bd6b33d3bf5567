"""Finding and doing things without touching the mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from stepmark.catalogue.kinds import COMPANY
from stepmark.commands.records import delete_record
from stepmark.platform.i18n import _
from tests.cast import Cast
from tests.journeys.conftest import Seat, Sits
from tests.journeys.looks import Look, in_every_look
from tests.journeys.readers import Keyboard
from tests.journeys.spots import Spot, combobox, heading, link, option
from tests.support.accessibility import assert_accessible

pytestmark = pytest.mark.sqlite_alone  # what the keyboard does is not the database's business

CHOSEN = Spot("option", selected=True)


@in_every_look("search")
def test_a_record_is_found_in_the_palette_despite_a_slip(sits: Sits, cast: Cast, look: Look) -> None:
    cast.company("Kowalski Transport")
    cast.contact("Юлия Сергеевна", phones=["+48 600 100 200"])
    boris = sits(Keyboard, cast.boris, look)
    boris.goes_to("/tasks")
    boris.presses("/")
    palette = combobox(_("Name, phone, e-mail or command"))
    boris.is_at(palette)
    boris.sees(option(_("New deal")))
    boris.types("kowlaski")
    boris.sees(CHOSEN, "Kowalski Transport")
    boris.presses("Enter")
    boris.sees(heading("Kowalski Transport"))

    boris.presses("Control+k")
    boris.is_at(palette)
    boris.types("no such thing")
    boris.sees(CHOSEN, _("Nothing found for “%(text)s”", text="no such thing"))
    boris.presses("Enter")
    boris.sees(heading(_("Search")))
    results = Spot("searchbox", _("Name, phone, e-mail or address"))
    boris.is_at(results)
    boris.types("sergeevna yulia", results)
    boris.sees(link("Юлия Сергеевна"))
    boris.is_at(results)


def test_commands_are_found_by_their_words_and_carried_out(seat: Seat, cast: Cast) -> None:
    page = seat(cast.anna)
    page.goto("/tasks")
    _do(page, "rec bin", "Recycle bin")
    expect(page.get_by_role("heading", name="Recycle bin")).to_be_visible()
    _do(page, "new comp", "New company")
    expect(page).to_have_url(re.compile("/companies/new$"))
    page.get_by_label("Name").first.focus()
    _do(page, "appearance dark", "Appearance: Dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_label("Name").first).to_be_focused()
    _do(page, "sign out", "Sign out")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_records_own_actions_are_commands_on_its_page(seat: Seat, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    page = seat(cast.boris)
    page.goto(f"/deals/{deal}")
    _do(page, "move proposal", "Move the deal to “Proposal”")
    expect(page.locator('.path [aria-current="step"]')).to_have_text("Proposal")
    _do(page, "delete", "Delete")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Delete")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_what_was_seen_lately_comes_first_and_is_nobody_elses(seat: Seat, cast: Cast) -> None:
    first, second = cast.company("First seen"), cast.company("Second seen")
    page = seat(cast.boris)
    for company in (first, second):
        page.goto(f"/companies/{company}")
    page.keyboard.press("Control+k")
    lately = page.get_by_role("group", name="Seen lately").get_by_role("option")
    expect(lately).to_have_text(["First seen"])
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    cast.run(delete_record, COMPANY, first)
    page.goto("/tasks")
    page.keyboard.press("Control+k")
    expect(lately).to_have_text(["Second seen"])
    assert "seen" not in page.evaluate("localStorage.getItem('stepmark.recent')")
    page.keyboard.press("Escape")
    _do(page, "sign out", "Sign out")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.wait_for_load_state()
    assert page.evaluate("localStorage.getItem('stepmark.recent')") is None


def test_the_box_of_the_top_bar_offers_while_one_types_and_asks_once_a_pause(seat: Seat, cast: Cast) -> None:
    for number in range(1, 8):
        cast.company(f"Novum {number}")
    page = seat(cast.boris)
    page.goto("/tasks")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/search/options" in request.url else None)
    box = page.get_by_role("combobox", name="Search")
    box.focus()
    box.press_sequentially("novum")
    expect(page.get_by_role("option")).to_have_count(6)
    assert len(asked) == 1
    assert_accessible(page)
    box.press("ArrowDown")
    box.press("ArrowDown")
    second = page.get_by_role("option").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == second.get_attribute("id")
    box.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    box.press("Enter")
    expect(page.get_by_role("heading", name="Companies", level=2)).to_be_visible()
    assert_accessible(page)


def test_shortcuts_rest_while_somebody_types(seat: Seat, cast: Cast) -> None:
    page = seat(cast.boris)
    page.goto("/companies/new")
    name = page.get_by_label("Name").first
    name.press_sequentially("n/?g d")
    expect(name).to_have_value("n/?g d")
    expect(page.get_by_role("dialog")).to_be_hidden()
    name.blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Companies")).to_contain_text("Search and commands")


def _do(page: Page, typed: str, command: str) -> None:
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Name, phone, e-mail or command")
    box.press_sequentially(typed)
    option = page.get_by_role("option", name=command, exact=True)
    expect(option).to_have_attribute("aria-selected", "true")
    box.press("Enter")
