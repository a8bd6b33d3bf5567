"""The first day: the administrator binds a field to a step, and the salesperson finds it at work."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from stepmark.commands.passwords import set_password
from stepmark.domain.passwords import hashed
from stepmark.domain.workspace import Workspace
from tests.cast import Cast
from tests.journeys.conftest import Seat
from tests.support.accessibility import assert_accessible

PASSWORD = "a long enough password"


@pytest.mark.both
@pytest.mark.row("L1", "L3")
def test_an_administrator_binds_and_a_salesperson_sees_the_tick(seat: Seat, cast: Cast) -> None:
    cast.field("budget", label="Budget")
    cast.field("decision_maker", type="text", label="Decision maker")
    anna, boris = seat(cast.anna), seat(cast.boris)
    _bind(anna, "Budget", "Discovery 1")
    _bind(anna, "Decision maker", "Discovery 2")
    expect(anna.get_by_text("2 of 5 active")).to_have_count(0)  # enterprise knows no limit
    deal = cast.deal(by=cast.boris)

    boris.goto(f"/deals/{deal}")
    boris.get_by_role("link", name="Edit Budget").click()
    boris.get_by_role("textbox", name="Budget").fill("5000")
    boris.keyboard.press("Enter")
    expect(_step(boris, "Discovery 1")).to_be_checked()

    _step(boris, "Discovery 2").click()
    dialog = boris.get_by_role("dialog", name="Discovery 2")
    dialog.get_by_role("link", name="Cancel").click()
    expect(_step(boris, "Discovery 2")).not_to_be_checked()
    _step(boris, "Discovery 2").click()
    dialog.get_by_label("Decision maker").fill("Ольга Ковальская")
    dialog.get_by_role("button", name="Save and tick").click()
    expect(_step(boris, "Discovery 2")).to_be_checked()


def test_the_plan_is_shown_and_its_limit_refuses(seat: Seat, cast: Cast) -> None:
    _on_plan(cast, "free")
    cast.field("budget", label="Budget")
    cast.field("size", label="Size")
    anna = seat(cast.anna)
    _bind(anna, "Budget", "Discovery 1")
    expect(anna.get_by_text("1 of 1 active")).to_be_visible()
    _draft(anna, "Size", "Discovery 2")
    anna.goto("/bindings")
    switch = anna.get_by_role("switch", name="Active: Size ↔ Discovery 2")
    switch.click()
    expect(anna.get_by_text("free", exact=False).first).to_be_visible()
    expect(switch).not_to_be_checked()
    assert_accessible(anna)


def test_signing_in_leads_to_the_board(cast: Cast, site: str, page: Page) -> None:
    _give_password(cast, "boris@example.com")
    page.goto(f"{site}/deals")
    page.get_by_label("E-mail").fill("boris@example.com")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Deals", level=1)).to_be_visible()
    assert_accessible(page)


def _bind(page: Page, field: str, step: str) -> None:
    """From the profile menu, by the wizard of two steps, to the switch."""
    page.goto("/deals")
    page.get_by_role("button", name="Profile of").click()
    page.locator("#profile-menu").get_by_role("link", name="Process automations").click()
    _draft(page, field, step)
    page.get_by_role("switch", name=f"Active: {field} ↔ {step}").click()
    expect(page.get_by_role("switch", name=f"Active: {field} ↔ {step}")).to_be_checked()
    assert_accessible(page)
    page.goto("/bindings")


def _draft(page: Page, field: str, step: str) -> None:
    page.goto("/bindings")
    page.get_by_role("link", name="Create new").first.click()
    page.get_by_role("radio", name=field).check()
    page.get_by_role("button", name="Next: define effect").click()
    assert_accessible(page)
    page.get_by_role("radio", name=step).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("switch", name=f"Active: {field} ↔ {step}").first).not_to_be_checked()


def _step(page: Page, name: str):  # type: ignore[no-untyped-def]  # a Playwright locator
    return page.get_by_role("checkbox", name=name, exact=True)


def _on_plan(cast: Cast, plan: str) -> None:
    with cast.database.writing(None) as session:
        session.execute(update(Workspace).where(Workspace.id == cast.anna.workspace_id).values(plan=plan))
        session.commit()


def _give_password(cast: Cast, email: str) -> None:
    kept = hashed(PASSWORD, email)
    cast.edge.run_as_system(lambda session: set_password(session, email, kept))
