"""Whoever clicks twice means it once."""

from playwright.sync_api import Browser, expect

from stepmark.platform.db import Database
from stepmark.web.caller import COOKIE
from tests.cast import Cast
from tests.support.rules import Rules
from tests.support.server import served_app
from tests.support.web import session_cookie


def test_by_a_double_click_a_rule_runs_once_and_a_note_is_added_once(
    browser: Browser, database: Database, cast: Cast
) -> None:
    deal, rules = cast.deal(by=cast.boris), Rules(cast)
    rule = rules.make(
        "by_hand", {"do": "set_fields", "settings": {"values": {"source": {"text": "Fair"}}}}, name="Tidy"
    )
    with served_app(database) as site:
        page = browser.new_page()
        page.context.add_cookies([{"name": COOKIE, "value": session_cookie(cast, cast.boris), "url": site}])
        page.goto(f"{site}/deals/{deal}")
        start = page.get_by_role("button", name="Tidy")
        start.evaluate("each => { each.click(); each.click(); }")
        expect(page.get_by_text("has run")).to_be_visible()
        assert len(rules.runs(rule)) == 1
        page.get_by_label("New note").fill("Said once")
        page.get_by_role("button", name="Add note").evaluate("each => { each.click(); each.click(); }")
        expect(page.get_by_text("Note added")).to_be_visible()
        page.wait_for_timeout(300)
        page.reload()
        expect(page.locator("#notes").get_by_text("Said once")).to_have_count(1)
        page.close()
