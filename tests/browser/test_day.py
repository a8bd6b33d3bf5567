"""Board, calendar and bell in a real browser: by drag, column by column, and as others work."""

from collections.abc import Iterator
from datetime import timedelta

import httpx2
import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import update

from stepmark.catalogue.kinds import TASK
from stepmark.commands.records import create_record
from stepmark.domain.processes import Stage, Step
from stepmark.domain.tasks import Task
from stepmark.platform.clock import today
from stepmark.platform.days import start_of
from stepmark.platform.db import Database
from stepmark.web.caller import COOKIE
from tests.cast import Cast
from tests.support.accessibility import assert_accessible
from tests.support.people import row
from tests.support.server import served_app
from tests.support.web import session_cookie


@pytest.fixture
def boris(page: Page, database: Database, cast: Cast) -> Iterator[Page]:
    """Boris's browser, at the board."""
    with served_app(database) as address:
        page.context.add_cookies([{"name": COOKIE, "value": session_cookie(cast, cast.boris), "url": address}])
        page.goto(f"{address}/deals")
        yield page


def test_cards_are_dragged_and_a_refused_one_goes_back(boris: Page, cast: Cast) -> None:
    roof, _door = (cast.deal(by=cast.boris, title=title, amount="10") for title in ("Roof", "Door"))
    boris.reload()
    proposal = boris.get_by_role("region", name="Proposal")
    _drag(boris, _card(boris, "Roof"), proposal)
    expect(boris.get_by_text("“Roof” now stands on top of “Proposal”.")).to_be_attached()
    _drag(boris, _card(boris, "Door"), _card(boris, "Roof"))
    expect(proposal.get_by_role("heading", level=3)).to_have_text(["Door", "Roof"])
    expect(proposal.locator("header")).to_contain_text("€20")
    assert_accessible(boris)
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(Step).where(Step.id == cast.steps[3]).values(required=True, name="Check credit"))
        session.commit()
    _drag(boris, _card(boris, "Roof"), boris.get_by_role("region", name="Contract"))
    sheet = boris.get_by_role("dialog", name="Something is missing")
    sheet.get_by_role("link", name="Cancel").click()
    expect(proposal.get_by_role("heading", level=3)).to_have_text(["Door", "Roof"])
    _drag(boris, _card(boris, "Roof"), boris.get_by_role("region", name="Contract"))
    sheet.get_by_label("Done: Check credit").check()
    sheet.get_by_role("button", name="Save and move").click()
    expect(boris.get_by_role("region", name="Contract").get_by_role("heading", level=3)).to_have_text(["Roof"])
    assert cast.ticked(roof) == {cast.steps[3]}


def test_a_column_out_of_sight_fetches_its_cards_when_it_is_scrolled_in(boris: Page, cast: Cast) -> None:
    far = [cast.put(Stage(process_id=cast.process_id, name=f"Stage {at}", position=at)) for at in range(3, 12)][-1]
    for number in range(25):
        cast.deal(by=cast.boris, title=f"Deal {number:02}", stage_id=far)
    boris.reload()
    column = boris.get_by_role("region", name="Stage 11")
    expect(column.locator("header")).to_contain_text("25")
    expect(column.get_by_role("heading", level=3)).to_have_count(0)
    column.scroll_into_view_if_needed()
    expect(column.get_by_role("heading", level=3).first).to_have_text("Deal 24")
    column.get_by_role("heading", name="Deal 05").scroll_into_view_if_needed()
    expect(column.get_by_role("heading", level=3)).to_have_count(25)
    assert_accessible(boris)


def test_the_bell_counts_while_others_work_and_a_link_reads(boris: Page, cast: Cast) -> None:
    bell = boris.locator("#bell")
    expect(bell).to_have_accessible_name("Notices")
    boris.evaluate("window.stayed = true")
    _anna_gives(cast, boris.url, "Roof")
    expect(bell).to_have_accessible_name("1 unread notice")
    assert boris.evaluate("window.stayed"), "the page was loaded anew"
    boris.goto(f"{boris.url}/1")
    _anna_gives(cast, boris.url.removesuffix("/1"), "Door")
    expect(bell).to_have_accessible_name("2 unread notices")
    bell.click()
    boris.wait_for_url("**/notices")
    assert_accessible(boris)
    boris.get_by_role("link", name="Anna Maj made you responsible for the deal “Roof”.").click()
    boris.wait_for_url("**/deals/1")
    expect(bell).to_have_accessible_name("1 unread notice")


def test_a_task_is_dragged_to_another_day(boris: Page, cast: Cast) -> None:
    day = today("UTC").replace(day=15)
    noon = start_of(day, "UTC") + timedelta(hours=12)
    task = cast.run(create_record, TASK, {"title": "Call", "due_at": noon.isoformat()}, by=cast.boris)
    boris.goto(boris.url.replace("/deals", "/calendar"))
    to = boris.locator(f"[data-container-id='{day.replace(day=17)}']")
    _drag(boris, boris.locator(f"#due-{task}"), to)
    expect(to.get_by_role("link", name="Call", exact=True)).to_be_visible()
    assert row(cast, Task, task).due_at == noon + timedelta(days=2)


def _anna_gives(cast: Cast, url: str, title: str) -> None:
    httpx2.post(
        url,
        data={"title": title, "responsible_id": str(cast.boris.member_id)},
        cookies={COOKIE: session_cookie(cast, cast.anna)},
        headers={"Sec-Fetch-Site": "same-origin"},
    )


def _card(page: Page, title: str) -> Locator:
    return page.locator(".deal-card").filter(has_text=title)


def _drag(page: Page, item: Locator, to: Locator) -> None:
    start, end = item.bounding_box(), to.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 20, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + min(end["height"] / 3, 60), steps=20)
    page.wait_for_timeout(200)
    with page.expect_response("**/stage" if "/deals" in page.url else "**/due"):
        page.mouse.up()
