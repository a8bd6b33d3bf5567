"""A salesperson's morning without touching the mouse: today, a deal, the board with its sheet, and the calendar."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import update

from stepmark.catalogue.kinds import TASK
from stepmark.commands.records import create_record
from stepmark.domain.processes import Step
from stepmark.platform.clock import now, today
from stepmark.platform.days import start_of
from tests.cast import Cast
from tests.journeys.conftest import Seat
from tests.support.accessibility import assert_accessible

pytestmark = pytest.mark.sqlite_alone  # keys are not the database's business

MOST_TABS = 80


@pytest.mark.parametrize("width", [1360, 360])
def test_a_morning_without_the_mouse(seat: Seat, cast: Cast, width: int) -> None:
    _furnish(cast)
    page = seat(cast.boris)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/")
    _today(page)
    _deal(page)
    _board(page)
    _calendar(page)


def _today(page: Page) -> None:
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
    tick = page.get_by_role("checkbox", name="Call Olga")
    _press(page, tick, "Space")
    expect(tick).to_be_checked()
    assert_accessible(page)
    _press(page, page.get_by_role("link", name="Another day for “Write the offer”"), "Enter")
    dialog = page.get_by_role("dialog", name="When is it due?")
    expect(dialog.get_by_role("button", name="Today")).to_be_focused()
    assert_accessible(page)
    _press(page, dialog.get_by_role("button", name="Tomorrow"), "Enter")
    expect(dialog).to_be_hidden()
    tomorrow = page.get_by_role("region", name="Tomorrow")
    expect(tomorrow.get_by_role("link", name="Write the offer", exact=True)).to_be_visible()
    expect(page.locator("[id^=task-]:focus-within")).to_contain_text("Write the offer")
    assert_accessible(page)


def _deal(page: Page) -> None:
    _press(page, page.get_by_role("link", name="Discovery 1"), "Enter")
    expect(page.get_by_role("heading", name="Roof")).to_be_visible()
    tick = page.get_by_role("checkbox", name="Discovery 3", exact=True)
    _press(page, tick, "Space")
    expect(tick).to_be_checked()
    assert_accessible(page)


def _board(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("d")
    card = page.get_by_role("link", name="Roof", exact=True)
    _press(page, card, "Shift+ArrowRight")
    sheet = page.get_by_role("dialog", name="Something is missing")
    expect(sheet.get_by_label("Budget")).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(sheet.get_by_role("alert")).to_contain_text("Fill in “Budget”.")
    _press(page, sheet.get_by_label("Budget"), "5")
    _press(page, sheet.get_by_label("Note"), "x")
    assert_accessible(page)
    _press(page, sheet.get_by_role("button", name="Save and move"), "Enter")
    expect(sheet).to_be_hidden()
    expect(page.get_by_role("region", name="Proposal").get_by_role("link", name="Roof", exact=True)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="now stands")).to_have_text(
        "“Roof” now stands on top of “Proposal”."
    )
    expect(card).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name="Move “Roof”")
    expect(dialog.get_by_label("Stage")).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    _press(page, dialog.get_by_role("button", name="Move"), "Enter")
    expect(page.get_by_role("region", name="Contract").get_by_role("link", name="Roof", exact=True)).to_be_visible()
    expect(page.locator("[id^=deal-]:focus-within")).to_contain_text("Roof")
    assert_accessible(page)


def _calendar(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("k")
    expect(page.get_by_role("heading", name="Calendar", level=1)).to_be_visible()
    task = page.get_by_role("link", name="Visit the site", exact=True)
    before = task.locator("xpath=ancestor::ul[1]").get_attribute("data-container-id")
    _press(page, task, "Shift+ArrowLeft")
    expect(page.locator(f"[data-container-id='{before}']").get_by_role("link", name="Visit the site")).to_have_count(0)
    expect(task).to_be_focused()
    assert_accessible(page)


def _press(page: Page, target: Locator, key: str) -> None:
    """Go to something by the Tab key alone, and press a key on it."""
    expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} can't be reached by Tab")


def _furnish(cast: Cast) -> None:
    cast.field("budget", label="Budget")
    cast.bind("custom.budget", cast.steps[0])
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(Step).where(Step.id.in_(cast.steps[:2])).values(required=True))
        session.execute(update(Step).where(Step.id == cast.steps[1]).values(needs_note=True))
        session.commit()
    deal = cast.deal(by=cast.boris, title="Roof")
    noon = start_of(today("UTC").replace(day=15), "UTC") + timedelta(hours=12)
    for title, due_at in (
        ("Call Olga", now() - timedelta(days=1)),
        ("Write the offer", now() - timedelta(hours=2)),
        ("Visit the site", noon),
    ):
        raw = {"title": title, "due_at": due_at.isoformat(), "deal_id": deal if title == "Call Olga" else None}
        cast.run(create_record, TASK, raw, by=cast.boris)
