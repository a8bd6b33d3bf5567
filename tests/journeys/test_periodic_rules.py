"""An administrator builds a rule for what is overdue by clicking, gives it a day, reads what it did, and deletes it.

Whatever takes something away asks first, and leaving the question keeps all.
"""

from playwright.sync_api import Locator, Page, expect

from tests.cast import Cast
from tests.journeys.conftest import Seat
from tests.support.accessibility import assert_accessible


def test_the_rule_that_calls_about_overdue_deals(seat: Seat, cast: Cast) -> None:
    late, later = (cast.deal(title=title, expected_close="2026-01-05") for title in ("Late sale", "Later sale"))
    cast.deal(title="Early sale", expected_close="2099-01-01")
    page = seat(cast.anna)
    page.goto("/rules?mode=periodic")
    page.get_by_role("link", name="Add rule").first.click()
    page.get_by_label("Name", exact=False).first.fill("Call about what is overdue")
    _is_overdue(page)
    page.get_by_role("button", name="Check objects").click()
    expect(page.get_by_text("2 records meet these conditions now.")).to_be_visible()
    expect(page.get_by_role("link", name="Early sale")).to_have_count(0)
    page.get_by_role("button", name="Create a task").click()
    page.get_by_role("textbox", name="Title", exact=True).fill("Call about {{ deal.title }}")
    page.get_by_role("checkbox", name="Enabled as soon as it is saved").check()
    assert_accessible(page)
    page.get_by_role("button", name="OK").last.click()
    expect(page.get_by_text("It has not had a day yet.")).to_be_visible()
    rule = page.url
    _has_a_day(page)
    _reads_a_run(page)
    page.goto(f"/deals/{later}")
    expect(page.get_by_text("Call about Later sale").first).to_be_visible()
    page.goto(rule)
    _is_deleted_only_when_confirmed(page)
    page.goto(f"/deals/{late}")
    expect(page.get_by_text("Call about Late sale").first).to_be_visible()


def _is_overdue(page: Page) -> None:
    row = page.get_by_role("group", name="Condition 1")
    row.get_by_role("combobox", name="Field").select_option("expected_close")
    row.get_by_role("combobox", name="Comparison").select_option("before")
    row.get_by_label("Value: which day").select_option("today")
    expect(row.get_by_label("days later")).to_have_value("0")


def _has_a_day(page: Page) -> None:
    """It is said how many records a day is about; leaving the question begins nothing."""
    days = page.get_by_role("region", name="Its days")
    question = _asked(page, days.get_by_role("link", name="Run for a day"), "it is about 2 records.")
    question.get_by_label("Day").fill("2026-01-01")
    question.get_by_role("button", name="Count").click()
    expect(question).to_contain_text("it is about 0 records.")
    question.get_by_role("link", name="Cancel").click()
    expect(days).to_contain_text("It has not had a day yet.")
    question = _asked(page, days.get_by_role("link", name="Run for a day"), "it is about 2 records.")
    question.get_by_role("button", name="Run", exact=True).click()
    expect(days).to_contain_text("2 records")
    expect(days.get_by_role("progressbar")).to_have_count(0)
    assert_accessible(page)


def _reads_a_run(page: Page) -> None:
    """What the rule saw and did; its undo asks, and is left."""
    page.get_by_role("link", name="Runs of").click()
    page.get_by_role("link", name="Call about what is overdue").last.click()
    expect(page.get_by_text("it saw “5 Jan 2026”")).to_be_visible()
    expect(page.get_by_role("link", name="Call about Late sale").first).to_be_visible()
    question = _asked(page, page.get_by_role("link", name="Undo…"), "Fields, ticks and stage go back")
    question.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("definition").filter(has_text="Done")).to_be_visible()
    assert_accessible(page)


def _is_deleted_only_when_confirmed(page: Page) -> None:
    more = page.get_by_role("button", name="More", exact=True)
    more.click()
    question = _asked(page, page.get_by_role("link", name="Delete"), "Delete 1 rule?")
    question.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("switch", name="Call about what is overdue")).to_be_checked()
    more.click()
    question = _asked(page, page.get_by_role("link", name="Delete"), "Call about what is overdue")
    question.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("1 rule is deleted.")).to_be_visible()
    expect(page.get_by_text("No periodic rule yet")).to_be_visible()


def _asked(page: Page, opener: Locator, text: str) -> Locator:
    opener.click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text(text)
    assert_accessible(page)
    return question
