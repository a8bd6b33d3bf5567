"""What one is told shows in the open page, and as a notification of the browser, if one wants that."""

from collections.abc import Iterator

import httpx2
import pytest
from playwright.sync_api import Page, expect

from stepmark.commands.told_by import set_told_by
from stepmark.platform.db import Database
from stepmark.web.caller import COOKIE
from tests.cast import Cast
from tests.support.accessibility import assert_accessible
from tests.support.server import served_app
from tests.support.web import session_cookie

STUB = """
window.told = [];
window.Notification = class extends EventTarget {
  static permission = "default";
  static async requestPermission() { this.permission = "granted"; return "granted"; }
  constructor(title, { body, tag }) { super(); window.told.push(body + "/" + tag); }
};
document.hasFocus = () => false;
"""


@pytest.fixture
def boris(page: Page, database: Database, cast: Cast) -> Iterator[Page]:
    """Boris's browser, at his profile, with notifications that can be seen in a test."""
    cast.run(set_told_by, ["popup", "browser"], by=cast.boris)
    page.add_init_script(STUB)
    with served_app(database) as address:
        page.context.add_cookies([{"name": COOKIE, "value": session_cookie(cast, cast.boris), "url": address}])
        page.goto(f"{address}/profile")
        yield page


@pytest.mark.row("S26")
def test_news_pop_up_once_and_the_browser_notifies(boris: Page, cast: Cast) -> None:
    boris.get_by_role("button", name="Let this browser show notifications").click()
    expect(boris.get_by_text("This browser may show notifications.")).to_be_visible()
    assert_accessible(boris)
    httpx2.post(
        boris.url.replace("/profile", "/deals"),
        data={"title": "Roof <b>", "responsible_id": str(cast.boris.member_id)},
        cookies={COOKIE: session_cookie(cast, cast.anna)},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    said = "Anna Maj made you responsible for the deal “Roof <b>”."
    expect(boris.locator(".toast")).to_contain_text(said)
    expect(boris.locator(".toast")).to_have_count(1)
    assert [each.split("/")[0] for each in boris.evaluate("window.told")] == [said]
