"""Getting in and working on people in a real browser: without scripts, by keyboard, on a narrow screen, accessible."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from stepmark.commands.invitations import invite_member
from stepmark.platform.db import Database
from tests.cast import Cast
from tests.support.accessibility import assert_accessible
from tests.support.people import PASSWORD, with_password
from tests.support.server import served_app


@pytest.fixture
def address(database: Database, cast: Cast) -> Iterator[str]:
    """Where the cast's workspace is served."""
    with_password(cast, cast.anna)
    with served_app(database) as address:
        yield address


@pytest.fixture
def anna(page: Page, address: str) -> Page:
    """Anna's browser, after she has signed in by keyboard."""
    page.goto(address)
    _sign_in(page)
    expect(page.get_by_role("button", name="Profile of Anna Maj")).to_be_visible()
    return page


def test_the_sign_in_is_accessible_and_says_what_was_wrong(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    assert_accessible(page)
    _sign_in(page, "not Anna's password")
    expect(page.get_by_role("alert")).to_contain_text("The e-mail or the password is wrong.")
    expect(page.get_by_label("E-mail")).to_have_value("anna@example.com")
    assert_accessible(page)


def test_without_scripts_one_signs_in_invites_and_signs_out(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/members")
    _sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    page.get_by_role("link", name="Invite").click()
    page.get_by_label("E-mail").fill("dora@example.com")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("Link").input_value()
    page.context.clear_cookies()
    page.goto(link)
    page.get_by_label("Your name").fill("Dora Vale")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.goto(f"{address}/profile")
    expect(page.get_by_label("Name")).to_have_value("Dora Vale")
    context.close()


def test_a_link_is_copied_and_says_so(anna: Page, address: str) -> None:
    anna.context.grant_permissions(["clipboard-read", "clipboard-write"])
    anna.goto(f"{address}/invitations/new")
    anna.get_by_label("E-mail").fill("dora@example.com")
    anna.keyboard.press("Enter")
    copy = anna.get_by_role("button", name="Copy")
    expect(copy).to_be_visible()
    anna.wait_for_load_state()  # a click before the scripts are there would go unheard
    copy.click()
    expect(anna.get_by_role("button", name="Copied")).to_be_visible()
    assert anna.evaluate("navigator.clipboard.readText()") == anna.get_by_label("Link").input_value()
    assert_accessible(anna)


def test_an_invitation_and_a_new_password_are_accessible_to_a_guest(page: Page, address: str, cast: Cast) -> None:
    page.goto(f"{address}/join/{cast.run(invite_member, 'dora@example.com', 'viewer')}")
    assert_accessible(page)
    page.get_by_label("Your name").fill("Dora")
    page.get_by_label("Choose a password").fill("short")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Use at least 10 characters.")
    assert_accessible(page)


def _sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail").fill("anna@example.com")
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")
