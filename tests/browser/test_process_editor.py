"""The editor of a process in a real browser: by keyboard, by drag, on a narrow screen, accessible after each swap."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from stepmark.platform.db import Database
from stepmark.web.caller import COOKIE
from tests.cast import Cast
from tests.support.accessibility import assert_accessible
from tests.support.processes import is_active, names, step
from tests.support.server import served_app
from tests.support.web import session_cookie


@pytest.fixture
def editor(page: Page, database: Database, cast: Cast) -> Iterator[Page]:
    """Anna's editor of the cast's process."""
    with served_app(database) as address:
        page.context.add_cookies([{"name": COOKIE, "value": session_cookie(cast, cast.anna), "url": address}])
        page.goto(f"{address}/processes/{cast.process_id}")
        yield page


def test_steps_are_typed_one_after_the_other_and_moved_by_keys(editor: Page, cast: Cast) -> None:
    editor.get_by_label("New step").first.focus()
    for name in ("Call", "Visit"):
        editor.keyboard.type(name)
        editor.keyboard.press("Enter")
        expect(editor.get_by_role("link", name=name)).to_be_visible()
        expect(editor.get_by_label("New step").first).to_be_focused()
    more = editor.get_by_role("button", name="More for Visit")
    more.press("Enter")
    editor.get_by_role("button", name="Move up").press("Enter")
    expect(editor.locator("#stage-1 h3")).to_have_text(["Discovery 1", "Discovery 2", "Discovery 3", "Visit", "Call"])
    expect(more).to_be_focused()
    assert names(cast)["Discovery"][3:] == ["Visit", "Call"]
    assert_accessible(editor)


def test_a_stricter_step_is_saved_once_its_price_was_read(editor: Page, cast: Cast) -> None:
    binding = cast.bind("source", cast.steps[0])
    cast.deal()
    editor.get_by_role("link", name="Discovery 1").click()
    assert_accessible(editor)
    editor.get_by_label("Required").check()
    editor.get_by_label("Needs a note").check()
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_text("1 open deal has not ticked")).to_be_visible()
    assert_accessible(editor)
    assert not step(cast, cast.steps[0]).required
    editor.get_by_role("button", name="Save anyway").click()
    expect(editor.get_by_text("Broken: Source")).to_be_visible()
    expect(editor.get_by_role("dialog")).to_have_count(0)
    assert_accessible(editor)
    assert not is_active(cast, binding)


def test_steps_and_stages_are_dragged(editor: Page, cast: Cast) -> None:
    _drag(editor, editor.get_by_role("link", name="Discovery 3"), editor.get_by_role("link", name="Proposal 2"))
    expect(editor.locator("#stage-2 h3")).to_have_text(["Proposal 1", "Discovery 3", "Proposal 2", "Proposal 3"])
    _drag(editor, editor.locator("#stage-1 .grip"), editor.get_by_role("heading", name="Proposal", exact=True))
    expect(editor.locator(".board h2")).to_have_text(["Proposal", "Discovery", "Contract"])
    assert list(names(cast)) == ["Proposal", "Discovery", "Contract"]


def test_on_a_narrow_screen_a_deleted_step_is_restored(editor: Page, cast: Cast) -> None:
    editor.set_viewport_size({"width": 360, "height": 740})
    assert editor.evaluate("document.documentElement.scrollWidth") == 360
    editor.get_by_role("button", name="More for Discovery 2").click()
    editor.get_by_role("link", name="Delete").click()
    editor.get_by_role("button", name="Delete").click()
    editor.get_by_text("Deleted steps and stages").click()
    assert_accessible(editor)
    editor.get_by_role("button", name="Restore Discovery 2").click()
    expect(editor.locator("#stage-1 h3")).to_have_text(["Discovery 1", "Discovery 3", "Discovery 2"])
    assert names(cast)["Discovery"][2] == "Discovery 2"


def _drag(page: Page, what: Locator, onto: Locator) -> None:
    start, end = what.bounding_box(), onto.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 4, steps=20)
    page.wait_for_timeout(200)
    with page.expect_response(lambda response: response.url.endswith("/place")):
        page.mouse.up()
