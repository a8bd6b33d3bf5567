"""Working with companies, contacts and tasks in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from stepmark.catalogue.kinds import TASK
from stepmark.commands.records import create_record
from tests.cast import Cast
from tests.journeys.conftest import Seat
from tests.support.accessibility import assert_accessible


def test_a_deal_is_made_with_its_company_in_passing(seat: Seat, cast: Cast) -> None:
    cast.company("Novum Group")
    page = seat(cast.boris)
    page.goto("/deals/new")
    page.get_by_label("Title").fill("First sale")
    company = page.get_by_role("combobox", name="Company")
    company.press_sequentially("Novum")
    expect(page.get_by_role("option", name="Novum Group")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("option", name="Create “Novum”").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="First sale")).to_be_visible()
    expect(page.get_by_role("link", name="Novum", exact=True).first).to_be_visible()


def test_a_field_is_edited_in_place_and_escape_gives_up(seat: Seat, cast: Cast) -> None:
    company = cast.company(responsible_id=cast.boris.member_id)
    page = seat(cast.boris)
    page.goto(f"/companies/{company}")
    page.get_by_role("link", name="Edit Status").click()
    box = page.get_by_role("combobox", name="Status")
    expect(box).to_be_focused()
    box.fill("Nobody’s")
    box.press("Escape")
    expect(box).to_be_hidden()
    expect(page.get_by_text("Nobody’s")).to_be_hidden()
    page.get_by_role("link", name="Edit Phones").click()
    page.get_by_role("textbox", name="Phones").first.fill("+48 600 100 200")
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="+48 600 100 200")).to_be_visible()


def test_a_note_and_a_file_appear_where_they_were_given(seat: Seat, cast: Cast, tmp_path: Path) -> None:
    company = cast.company(responsible_id=cast.boris.member_id)
    offer = tmp_path / "offer.txt"
    offer.write_text("Our best price")
    page = seat(cast.boris)
    page.goto(f"/companies/{company}")
    page.get_by_label("New note").fill("They like it")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("#notes").get_by_text("They like it")).to_be_visible()
    expect(page.get_by_label("New note")).to_have_value("")
    page.locator("input[type=file]").set_input_files(offer)
    expect(page.get_by_role("link", name="offer.txt")).to_be_visible()
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="offer.txt").click()
    assert download.value.path().read_text() == "Our best price"
    page.get_by_role("button", name="More for this note").click()
    page.get_by_role("link", name="Edit", exact=True).last.click()
    page.get_by_role("dialog").get_by_label("Note").fill("They love it")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.locator("#notes").get_by_text("They love it")).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_company_is_deleted_knowingly_and_comes_back_from_the_bin(seat: Seat, cast: Cast) -> None:
    company = cast.company("Back soon")
    cast.deal(company_id=company)
    page = seat(cast.anna)
    page.goto(f"/companies/{company}")
    page.get_by_role("link", name="Delete").click()
    expect(page.get_by_role("dialog")).to_contain_text("Deals: 1")
    assert_accessible(page)
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Moved to the recycle bin.")).to_be_visible()
    page.goto("/bin?kind=company")
    assert_accessible(page)
    page.get_by_role("button", name="Restore Back soon").click()
    expect(page.get_by_role("heading", name="Back soon")).to_be_visible()


@pytest.mark.row("L28", "L30")
def test_a_task_is_finished_from_the_list_and_opened_again(seat: Seat, cast: Cast) -> None:
    cast.run(create_record, TASK, {"title": "Call Olga"}, by=cast.boris)
    page = seat(cast.boris)
    page.goto("/tasks")
    tick = page.get_by_role("checkbox", name="Call Olga")
    tick.click()
    expect(tick).to_be_checked()
    assert_accessible(page)
    tick.click()
    expect(tick).not_to_be_checked()


@pytest.mark.parametrize("path", ["", "/1", "/1/edit", "/1/delete", "/1/fields/name/edit"])
def test_a_very_long_name_breaks_no_page_on_a_phone(seat: Seat, cast: Cast, path: str) -> None:
    cast.company("x" * 300, responsible_id=cast.boris.member_id, address="y" * 300)
    page = seat(cast.boris)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/companies{path}")
    assert _overflow(page) <= 0


def _overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
