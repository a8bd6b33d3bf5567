"""A file with faults comes in, is looked at, and is withdrawn again."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.journeys.conftest import Seat
from tests.support.accessibility import assert_accessible
from tests.support.imports import exported_rows

FAULTY = [
    "Sale 1,lots,,1/2/2026,boris@example.com",
    "Sale 2,5,no such stage,,",
    ",7,,,",
    "Sale 4,many,,,",
    "Sale 5,,Proposal,soon,",
    "Sale 6,,,,nobody@example.com",
    "Sale 7,9",
    "Sale 8,9,,,,one,too,many",
    "Sale 9,-,,,",
    "Sale 10,,,,Someone",
]


@pytest.mark.parametrize("width", [360, 1360])
def test_ten_faulty_rows_are_told_and_the_import_is_withdrawn(
    seat: Seat, cast: Cast, tmp_path: Path, width: int
) -> None:
    file = tmp_path / "pipeline.csv"
    good = "".join(f"Good {at},{at},Proposal,3/4/2026,Boris Lem\n" for at in range(5))
    file.write_text("Deal Name,Amount,Deal Stage,Close Date,Deal owner\n" + "\n".join(FAULTY) + "\n" + good)
    page = seat(cast.boris)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/deals/list")
    page.get_by_role("link", name="Import", exact=True).click()
    _looks_right(page, width)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Next: columns").click()
    expect(page.get_by_text("This looks like an export of HubSpot")).to_be_visible()
    expect(page.get_by_label("Deal Stage")).to_have_value("stage_id")
    _looks_right(page, width)
    page.get_by_role("button", name="Next: preview").click()
    expect(page.get_by_role("alert")).to_contain_text("may be day first or month first")
    _looks_right(page, width)
    page.get_by_label("How are dates written?").select_option("mdy")
    page.get_by_role("button", name="Next: preview").click()
    expect(page.get_by_text("What will happen")).to_be_visible()
    _looks_right(page, width)
    page.get_by_label("no such stage").select_option("New business / Discovery")
    page.get_by_role("button", name="Read them so").click()
    expect(page.get_by_label("no such stage")).to_be_hidden()
    page.get_by_role("button", name="Bring in 15 rows").click()
    expect(page.get_by_text("This import is done.")).to_be_visible()
    _looks_right(page, width)
    assert len(exported_rows(cast, "deal")) == 13
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the report").click()
    assert download.value.path().read_text("utf-8-sig").count("\n") == 10
    page.get_by_role("link", name="Withdraw this import").click()
    expect(page.get_by_role("dialog")).to_contain_text("13 records that it added go to the recycle bin")
    assert_accessible(page)
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("This import was withdrawn.")).to_be_visible()
    _looks_right(page, width)
    assert exported_rows(cast, "deal") == []
    page.get_by_role("link", name="Imports").last.click()
    expect(page.get_by_role("row", name="pipeline.csv")).to_contain_text("withdrawn")
    _looks_right(page, width)


def test_a_file_that_is_too_large_is_told_before_it_is_sent(seat: Seat, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as sparse:
        sparse.truncate(21 * 1024 * 1024)
    page = seat(cast.boris)
    page.goto("/imports/new")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("This file is larger than 20 MB.")).to_be_visible()
    page.get_by_role("button", name="Next: columns").click()
    assert page.url.endswith("/imports/new")


def _looks_right(page: Page, width: int) -> None:
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
