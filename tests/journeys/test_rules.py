"""An administrator builds a rule by clicking, tries it out, sees it fire, and reads its trace."""

from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.journeys.conftest import Seat
from tests.support.accessibility import assert_accessible


def test_the_rule_that_makes_a_deal_of_a_potential_company(seat: Seat, cast: Cast) -> None:
    ready = cast.company("Ready Ltd", status="Potential")
    page = seat(cast.anna)
    page.goto("/today")
    page.get_by_role("button", name="Profile of Anna Maj").click()
    page.get_by_role("link", name="Automation rules").last.click()
    page.get_by_role("link", name="Add rule").first.click()
    page.get_by_label("Name", exact=False).first.fill("Potential companies get a deal")
    page.get_by_label("Kind of record").select_option("company")
    expect(page.get_by_label("When a company …")).to_be_visible()
    _condition(page, "status", "equal", "Potential")
    assert_accessible(page)
    page.get_by_role("button", name="Check objects").click()
    expect(page.get_by_text("1 record meets these conditions now.")).to_be_visible()
    expect(page.get_by_role("link", name="Ready Ltd")).to_be_visible()
    page.get_by_role("searchbox", name="Search actions").fill("create a DEAL")
    expect(page.get_by_role("button", name="Add or remove a co-executor")).to_be_hidden()
    page.get_by_role("button", name="Create a deal").click()
    expect(page.get_by_role("group", name="Action 1: Create a deal")).to_be_focused()
    page.get_by_role("textbox", name="Title").fill("First order of {{ company.name }}")
    assert_accessible(page)
    page.get_by_role("button", name="Remove action 1").click()
    expect(page.get_by_text("Remove this action with its settings?")).to_be_visible()
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("button", name="OK").last.click()
    expect(page.get_by_text("if Status is Potential: create the deal", exact=False).first).to_be_visible()
    assert_accessible(page)
    _try_out(page, "Ready")
    page.get_by_role("switch").click()
    expect(page.get_by_role("switch")).to_be_checked()
    rule = page.url
    _company(page, "New Ltd", "Potential")
    _company(page, "Old Ltd", "Client")
    page.goto("/deals/list?view=0")
    expect(page.get_by_role("link", name="First order of New Ltd")).to_be_visible()
    expect(page.get_by_role("link", name="First order of Old Ltd")).to_be_hidden()
    page.goto(rule)
    page.get_by_role("link", name="Its runs").click()
    page.get_by_role("link", name="Potential companies get a deal").last.click()
    expect(page.get_by_text("it saw “Potential”")).to_be_visible()
    expect(page.get_by_role("link", name="First order of New Ltd").first).to_be_visible()
    page.goto(rule)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("link", name="Delete").click()
    expect(page.get_by_role("dialog")).to_contain_text("Delete 1 rule?")
    assert_accessible(page)
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No instant rule yet")).to_be_visible()
    assert ready


def _condition(page: Page, field: str, operator: str, value: str) -> None:
    row = page.get_by_role("group", name="Condition 1")
    row.get_by_role("combobox", name="Field").select_option(field)
    expect(row.get_by_role("combobox", name="Comparison")).to_have_value(operator)
    row.get_by_label("Value", exact=True).fill(value)


def _try_out(page: Page, name: str) -> None:
    """A test run, which changes nothing."""
    page.get_by_role("link", name="Test run").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").fill(name)
    dialog.get_by_role("option", name="Ready Ltd").click()
    dialog.get_by_role("button", name="Test run").click()
    expect(dialog.get_by_text("First order of Ready Ltd").first).to_be_visible()
    assert_accessible(page)
    dialog.get_by_role("link", name="Close").click()


def _company(page: Page, name: str, status: str) -> None:
    page.goto("/companies/new")
    page.get_by_label("Name", exact=False).first.fill(name)
    page.get_by_label("Status").fill(status)
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
