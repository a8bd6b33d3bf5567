"""A file with faults comes in, is looked at, and is withdrawn again."""

from pathlib import Path

from playwright.sync_api import expect

from stepmark.platform.i18n import _
from stepmark.platform.i18n import ngettext_lazy as plural
from tests.cast import Cast
from tests.journeys.conftest import Seat, Sits
from tests.journeys.looks import Look, in_every_look
from tests.journeys.readers import Mouse
from tests.journeys.spots import Spot, alert, button, combobox, dialog, heading, link, words
from tests.support.imports import exported_rows

MAIN = Spot("main")
GO_TO_THE_BIN = plural(
    "%(num)s record that it added goes to the recycle bin, with the companies and contacts that came along.",
    "%(num)s records that it added go to the recycle bin, with the companies and contacts that came along.",
    13,
)
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


@in_every_look("import")
def test_ten_faulty_rows_are_told_and_the_import_is_withdrawn(
    sits: Sits, cast: Cast, tmp_path: Path, look: Look
) -> None:
    boris = sits(Mouse, cast.boris, look)
    boris.goes_to("/deals/list")
    boris.clicks(link(_("Import"), MAIN))
    boris.sees(heading(_("Import a file")))
    boris.attaches(_pipeline(tmp_path))
    boris.clicks(button(_("Next: columns")))
    _says_how_to_read_it(boris)
    boris.clicks(button(plural("Bring in %(num)s row", "Bring in %(num)s rows", 15)))
    boris.sees(words(_("This import is done.")))
    assert len(exported_rows(cast, "deal")) == 13
    report = boris.gets(lambda: boris.clicks(link(_("Download the report"))))
    assert report.count("\n") == 10
    boris.clicks(link(_("Withdraw this import")))
    boris.sees(dialog(_("Withdraw this import?")), GO_TO_THE_BIN)
    boris.clicks(button(_("Withdraw")))
    boris.sees(words(_("This import was withdrawn.")))
    assert exported_rows(cast, "deal") == []
    boris.clicks(link(_("Imports"), MAIN))
    boris.sees(Spot("row", "pipeline.csv", exact=False), _("withdrawn"))


def _says_how_to_read_it(boris: Mouse) -> None:
    """Which dates these are, and what an unknown stage means."""
    boris.sees(words(_("This looks like an export of %(system)s; its columns are known.", system="HubSpot")))
    boris.reads(combobox("Deal Stage"), "stage_id")
    boris.clicks(button(_("Next: preview")))
    boris.sees(alert(), "Close Date")
    boris.chooses(combobox(_("How are dates written?")), _("Month/day/year: 12/31/2026"))
    boris.clicks(button(_("Next: preview")))
    boris.sees(heading(_("What will happen")))
    boris.chooses(combobox("no such stage"), "New business / Discovery")
    boris.clicks(button(_("Read them so")))
    boris.misses(combobox("no such stage"))
    boris.sees(heading(_("What will happen")))


def _pipeline(folder: Path) -> Path:
    file = folder / "pipeline.csv"
    good = "".join(f"Good {at},{at},Proposal,3/4/2026,Boris Lem\n" for at in range(5))
    file.write_text("Deal Name,Amount,Deal Stage,Close Date,Deal owner\n" + "\n".join(FAULTY) + "\n" + good)
    return file


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
