"""Many records at once, in a browser: what the page's scripts make of its forms."""

from playwright.sync_api import Page, expect

from stepmark.platform.db import Database
from stepmark.web.caller import COOKIE
from tests.cast import Cast
from tests.support.server import served_app
from tests.support.web import session_cookie


def test_records_are_archived_from_a_list_and_no_script_stumbles(page: Page, database: Database, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    with served_app(database) as site:
        page.context.add_cookies([{"name": COOKIE, "value": session_cookie(cast, cast.boris), "url": site}])
        page.goto(f"{site}/deals/bulk-archive?id={deal}")
        page.locator("main").get_by_role("button", name="Archive").click()
        expect(page.get_by_text("1 record is in the archive now.")).to_be_visible()
