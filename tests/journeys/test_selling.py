"""A salesperson's day on one deal, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.journeys.conftest import Seat
from tests.support.accessibility import assert_accessible


@pytest.mark.row("L6")
def test_ticking_a_bound_step_asks_for_its_field(seat: Seat, cast: Cast) -> None:
    cast.field("budget", label="Budget")
    cast.bind("custom.budget", cast.steps[0])
    deal = cast.deal(by=cast.boris)
    page = seat(cast.boris)
    page.goto(f"/deals/{deal}")
    tick = page.get_by_role("checkbox", name="Discovery 1", exact=True)

    tick.click()
    dialog = page.get_by_role("dialog", name="Discovery 1")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    dialog.get_by_role("link", name="Cancel").click()
    expect(dialog).to_be_hidden()
    expect(tick).not_to_be_checked()

    tick.click()
    dialog.get_by_label("Budget").fill("a lot")
    dialog.get_by_role("button", name="Save and tick").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Enter a number.")
    dialog.get_by_label("Budget").fill("1 500,50")
    dialog.get_by_role("button", name="Save and tick").click()
    expect(tick).to_be_checked()
    expect(page.get_by_text("1,500.5").first).to_be_visible()
    assert_accessible(page)


def test_filling_the_field_in_place_ticks_the_step(seat: Seat, cast: Cast) -> None:
    cast.field("budget", label="Budget")
    cast.bind("custom.budget", cast.steps[0])
    deal = cast.deal(by=cast.boris)
    page = seat(cast.boris)
    page.goto(f"/deals/{deal}")
    page.get_by_role("link", name="Edit Budget").click()
    box = page.get_by_role("textbox", name="Budget")
    box.fill("7")
    box.press("Enter")
    expect(page.get_by_role("checkbox", name="Discovery 1", exact=True)).to_be_checked()
    assert_accessible(page)


@pytest.mark.row("L26", "L27")
def test_three_tasks_finish_a_step_and_a_fourth_has_no_place(seat: Seat, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    page = seat(cast.boris)
    page.goto(f"/deals/{deal}")
    for title in ("Call", "Write", "Visit"):
        _add_task(page, "Discovery 2", title)
    page.get_by_role("button", name="More for Discovery 2").click()
    expect(page.get_by_text("A step holds at most 3 tasks.")).to_be_visible()
    page.keyboard.press("Escape")
    step = page.get_by_role("checkbox", name="Discovery 2", exact=True)
    checklist = page.get_by_role("region", name="Checklist")
    for title in ("Call", "Write", "Visit"):
        expect(step).not_to_be_checked()
        task = checklist.get_by_role("checkbox", name=title, exact=True)
        task.click()
        expect(task).to_be_checked()
    expect(step).to_be_checked()
    assert_accessible(page)


@pytest.mark.both
def test_two_people_on_one_deal_see_each_others_ticks(seat: Seat, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris, anna = seat(cast.boris), seat(cast.anna)
    for page in (boris, anna):
        page.goto(f"/deals/{deal}")
    anna.evaluate("window.stayed = true")
    boris.get_by_role("checkbox", name="Discovery 1", exact=True).click()
    expect(anna.get_by_role("checkbox", name="Discovery 1", exact=True)).to_be_checked()
    expect(anna.get_by_text(re.compile("1 of 9 steps done"))).to_be_visible()
    anna.get_by_role("checkbox", name="Discovery 3", exact=True).click()
    expect(boris.get_by_role("checkbox", name="Discovery 3", exact=True)).to_be_checked()
    assert anna.evaluate("window.stayed"), "the page was loaded anew"
    assert_accessible(anna)


def _add_task(page: Page, step: str, title: str) -> None:
    page.get_by_role("button", name=f"More for {step}").click()
    page.get_by_role("link", name="Add activity").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill(title)
    dialog.get_by_role("button", name="Add task").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("region", name="Checklist").get_by_text(title, exact=True)).to_be_visible()
