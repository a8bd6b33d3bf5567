"""The star beside a text, by keyboard and by pointer: it puts a field at the cursor and shows what comes out."""

import pytest
from playwright.sync_api import Browser, Page, expect

from stepmark.catalogue.kinds import DEAL
from stepmark.platform.i18n import speaking
from stepmark.web.caller import COOKIE
from stepmark.web.placeholder_menu import menu_for
from stepmark.web.render import environment
from tests.cast import Cast
from tests.support.accessibility import assert_accessible
from tests.support.chromium import complaints_of
from tests.support.server import served_app
from tests.support.web import session_cookie

pytestmark = pytest.mark.sqlite_alone
FORM = """
{% from "_macros/placeholders.html" import placeholder_list, template_text with context %}
<form>{{ placeholder_list(menu) }}{{ template_text("text", "Message", "Dear {{ deal.contact }}, ", menu, rows=3) }}
{{ template_text("subject", "Subject", "", menu, rows=1, values={"total": "The total"}) }}</form>
"""


@pytest.mark.row("S31")
def test_a_field_is_found_by_its_name_and_put_at_the_cursor(cast: Cast, browser: Browser) -> None:
    cast.deal(title="Windows", contact_id=cast.contact("Olga Kowalska"))
    with served_app(cast.database) as site:
        page = _page(browser, site, cast)
        complaints = complaints_of(page)
        expect(page.locator(".placeholder-name")).to_have_text("Contact person")
        _by_keyboard(page)
        _by_typing_braces(page)
        _a_value_from_before(page)
        assert_accessible(page)
        assert not complaints
        page.context.close()


def _by_keyboard(page: Page) -> None:
    page.get_by_label("Message", exact=True).press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("title")
    options = page.get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Message", exact=True)).to_have_value("Dear {{ deal.contact }}, {{ deal.title }}")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    expect(page.locator(".placeholder-result")).to_have_text("Dear Olga, Windows")


def _by_typing_braces(page: Page) -> None:
    page.keyboard.type(" {{")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.type("no such field")
    expect(page.get_by_text("No field is called so.").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    page.keyboard.type(" deal.amount }}")
    expect(page.locator(".placeholder-preview").first).to_contain_text("“Amount” is empty.")


def _a_value_from_before(page: Page) -> None:
    page.get_by_role("button", name="Insert a field into “Subject”").click()
    assert_accessible(page)
    page.get_by_role("option", name="The total").click()
    expect(page.get_by_label("Subject", exact=True)).to_have_value("{{ values.total }}")
    expect(page.locator(".placeholder-result").last).to_have_text("[The total]")


def _page(browser: Browser, site: str, cast: Cast) -> Page:
    """A page of ours that holds the texts: they stand in other pages' forms."""
    context = browser.new_context(viewport={"width": 1360, "height": 900}, locale="en-GB")
    context.add_cookies([{"name": COOKIE, "value": session_cookie(cast, cast.anna), "url": site}])
    page = context.new_page()
    page.goto(f"{site}/profile")
    with cast.database.reading(cast.anna.workspace_id) as session, speaking("en"):
        html = environment().from_string(FORM).render(menu=menu_for(session, cast.anna, DEAL))
    page.evaluate("html => document.querySelector('.main-column').innerHTML = html", html)
    return page
