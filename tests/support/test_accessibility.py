"""The judge of the pages, judged: it sees what is wrong, and only once the page stands still."""

import pytest
from playwright.sync_api import Page

from tests.support.accessibility import assert_accessible

PAGE = """<!doctype html><html lang="en"><head><title>Deals</title><style>
    @keyframes appear {{ from, to {{ color: #eee }} }} h1 {{ animation: appear 1.5s }}
    @keyframes spin {{ to {{ rotate: 1turn }} }} hr {{ animation: spin 1s infinite }}
    </style></head><body><main><h1>Deals</h1><hr>{}</main></body></html>"""


def test_a_sound_page_passes_after_its_animations(page: Page) -> None:
    page.set_content(PAGE.format("<p>Nothing here yet.</p>"))
    assert_accessible(page)


def test_a_fault_is_told_with_its_place(page: Page) -> None:
    page.set_content(PAGE.format('<input id="amount"><p id="note">Sound</p>'))
    with pytest.raises(AssertionError, match=r"label \(critical\).*\n    #amount"):
        assert_accessible(page)
    assert_accessible(page, within="#note")


COVERED = """<header class="topbar" style="position: fixed; inset: 0 0 auto; height: 60px; background: white"></header>
    <a href="/deals" style="position: absolute; top: {0}px; height: {2}px">Deals</a>
    <a href="/tasks" style="position: absolute; top: {1}px; height: {2}px">Tasks</a>"""


def test_a_target_is_no_smaller_for_what_lies_over_it(page: Page) -> None:
    page.set_content(PAGE.format(COVERED.format(38, 69, 30)))
    assert_accessible(page)


def test_a_target_that_is_too_small_is_told_wherever_it_is(page: Page) -> None:
    page.set_content(PAGE.format(COVERED.format(70, 81, 10)))
    with pytest.raises(AssertionError, match="target-size"):
        assert_accessible(page)
