"""Whole imports: what comes in, what is told, and what stays as it was."""

import csv
import io
from typing import Any

import pytest
from sqlalchemy import func, select

from stepmark.catalogue.kinds import COMPANY, DEAL
from stepmark.commands.records import delete_record
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import Deal
from stepmark.domain.history import History
from stepmark.domain.imports import ImportLink, ImportState
from stepmark.domain.ticks import StageVisit
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import LOCALES, speaking
from stepmark.platform.spreadsheet import guarded
from tests.cast import Cast
from tests.support.imports import bring_in, exported_rows, faults, outcome

PRODUCTS = ["GTX Basic", "GTX Pro", "MG Special"]


def test_columns_find_their_fields_by_key_by_short_key_and_by_label(cast: Cast) -> None:
    cast.field("budget", label="Budget (PLN)")
    cast.company("ACME")
    bring_in(
        cast, "deal", "Title,company,Budget (PLN),Responsible,stage\nBig one,acme,12.5,boris@example.com,Proposal\n"
    )
    (row,) = exported_rows(cast, "deal")
    assert (row["title"], row["company"], row["custom.budget"]) == ("Big one", "ACME", "12.5")
    assert (row["responsible"], row["stage"]) == ("Boris Lem", "Proposal")


@pytest.mark.parametrize("locale", LOCALES)
def test_labels_are_known_in_every_language(cast: Cast, locale: str) -> None:
    with speaking(locale):
        header = ",".join(field.name for field in COMPANY.system_fields if field.key in ("name", "phones"))
    bring_in(cast, "company", f"{header}\nACME,+48 600 100 200; +48 600 100 201\n")
    (row,) = exported_rows(cast, "company")
    assert row["phones"].count("+48") == 2


def test_a_fault_in_a_cell_that_may_be_empty_costs_that_cell_only(cast: Cast) -> None:
    cast.field("product", type="choice", options=PRODUCTS)
    run = bring_in(cast, "deal", "title,product,amount\nFirst,GTXPro,100\nSecond,MG Special,lots\n")
    rows = exported_rows(cast, "deal")
    assert [(row["custom.product"], row["amount"]) for row in rows] == [("", "100.00"), ("MG Special", "")]
    assert faults(cast, run) == [
        (2, "product", "“GTXPro” is not an option of this field. Did you mean “GTX Pro”?", True),
        (3, "amount", "Enter a number.", True),
    ]
    assert (outcome(cast, run).added, outcome(cast, run).with_faults) == (2, 2)


def test_a_row_without_what_it_must_have_is_reported_and_left_out(cast: Cast) -> None:
    run = bring_in(cast, "company", "name,website\n,https://example.com\nACME,\n")
    assert [row["name"] for row in exported_rows(cast, "company")] == ["ACME"]
    assert faults(cast, run) == [(2, "name", "“Name” is missing, so this row is left out.", False)]
    assert (outcome(cast, run).added, outcome(cast, run).left_out) == (1, 1)
    with speaking("pl"):
        (told,) = faults(cast, run)
    assert "Nazwa" in told[2]


def test_rows_of_another_width_are_told(cast: Cast) -> None:
    run = bring_in(cast, "company", "name,status,type\nACME\nBeta,Client,VIP,shifted\n")
    assert [row["name"] for row in exported_rows(cast, "company")] == ["ACME"]
    assert [(row, taken) for row, _column, _text, taken in faults(cast, run)] == [(2, True), (3, False)]


def test_columns_that_nothing_reads_are_told(cast: Cast) -> None:
    run = bring_in(cast, "company", "name,name,mood\nACME,Twin,good\n")
    assert [(row, column) for row, column, _text, _taken in faults(cast, run)] == [(1, "name"), (1, "mood")]
    assert [row["name"] for row in exported_rows(cast, "company")] == ["ACME"]


def test_cells_that_should_be_filled_are_told_when_they_are_not(cast: Cast) -> None:
    run = bring_in(cast, "deal", "title,company\nOne,\n", expect=["company"])
    assert faults(cast, run) == [(2, "company", "This cell is empty.", True)]


def test_filled_fields_tick_their_steps(cast: Cast) -> None:
    cast.field("budget")
    cast.bind("custom.budget", cast.steps[0])
    bring_in(cast, "deal", "title,budget\nWith,5\nWithout,\n")
    with_it, without = (int(row["id"]) for row in exported_rows(cast, "deal"))
    assert cast.ticked(with_it) == {cast.steps[0]}
    assert cast.ticked(without) == set()


def test_history_names_the_import_and_the_row(cast: Cast) -> None:
    run = bring_in(cast, "company", "name\nACME\n")
    with cast.database.reading(cast.anna.workspace_id) as session:
        created = session.scalars(select(History).where(History.name == "company.created")).one()
    assert created.cause == {"kind": "import", "import": run, "row": 2}


def test_a_link_to_a_later_row_is_set_when_all_rows_are_in(cast: Cast) -> None:
    run = bring_in(cast, "company", "name,Part of\nDaughter,Mother\nMother,\nOrphan,Nobody\n")
    parents = {row["name"]: row["parent"] for row in exported_rows(cast, "company")}
    assert parents == {"Daughter": "Mother", "Mother": "", "Orphan": ""}
    (fault,) = faults(cast, run)
    assert fault[:2] == (4, "Part of")
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.scalar(select(func.count()).select_from(ImportLink)) == 0


def test_namesakes_are_not_guessed_among(cast: Cast) -> None:
    cast.company("ACME")
    second = cast.company("ACME")
    run = bring_in(cast, "contact", "name,company\nOlga,ACME\n")
    assert [told[2] for told in faults(cast, run)] == ["2 are called “ACME”. Give them distinct names."]
    bring_in(cast, "contact", f"name,company,company_id\nPiotr,ACME,{second}\n")
    assert [row["company_id"] for row in exported_rows(cast, "contact")] == ["", str(second)]


@pytest.mark.parametrize(
    ("do", "statuses"), [("skip", ["", ""]), ("merge", ["Client", ""]), ("add", ["", "Client", ""])]
)
def test_duplicates_are_skipped_merged_or_added(cast: Cast, do: str, statuses: list[str]) -> None:
    cast.company("ACME")
    run = bring_in(cast, "company", "name,status\nacme,Client\nBeta,\n", duplicates={"key": ["name"], "do": do})
    assert [row["status"] for row in exported_rows(cast, "company")] == statuses
    counts = outcome(cast, run)
    assert (counts.skipped, counts.merged, counts.added) == {"skip": (1, 0, 1), "merge": (0, 1, 1), "add": (0, 0, 2)}[
        do
    ]


def test_a_duplicate_within_the_file_is_found_too(cast: Cast) -> None:
    run = bring_in(cast, "company", "name\nACME\nacme\n", duplicates={"key": ["name"]})
    assert (outcome(cast, run).added, outcome(cast, run).skipped) == (1, 1)


def test_a_deal_comes_with_its_past(cast: Cast) -> None:
    text = "title,deal_stage,from,to\nOld,Won,10/20/2016,3/31/2017\n"
    columns = {"deal_stage": ["stage", "status"], "from": "created_at", "to": "closed_at"}
    bring_in(cast, "deal", text, columns=columns, dates="mdy", values={"stage": {"Won": "Contract"}})
    with cast.database.reading(cast.anna.workspace_id) as session:
        deal, visit = session.scalars(select(Deal)).one(), session.scalars(select(StageVisit)).one()
    assert (deal.status, deal.stage_id) == ("won", cast.stages[2])
    assert deal.closed_at is not None
    assert (deal.created_at.date().isoformat(), deal.closed_at.date().isoformat()) == ("2016-10-20", "2017-03-31")
    assert visit.entered_at == deal.created_at


def test_only_an_import_may_tell_when_a_deal_was_closed(cast: Cast) -> None:
    with pytest.raises(Problem):
        cast.deal(closed_at="2017-03-31")


def test_zero_rows_are_no_fault(cast: Cast) -> None:
    run = outcome(cast, bring_in(cast, "company", "name,status\n"))
    assert (run.state, run.rows_total, run.added) == (ImportState.DONE, 0, 0)


def test_the_same_file_is_not_brought_in_twice_by_mistake(cast: Cast) -> None:
    bring_in(cast, "company", "name\nACME\n")
    with pytest.raises(Problem) as refused:
        bring_in(cast, "company", "name\nACME\n")
    assert refused.value.type == "in-use"
    bring_in(cast, "company", "name\nACME\n", again=True)
    assert len(exported_rows(cast, "company")) == 2


@pytest.mark.parametrize(
    ("text", "mapping", "told"),
    [
        ("title\nA\n", {"columns": {"nothing": "title"}}, "names the column “nothing”"),
        ("title\nA\n", {"columns": {"title": "no such field"}}, "there is no field “no such field”"),
        ("amount\n5\n", {}, "No column fills “Title”"),
        ("title,x\nA,B\n", {"columns": {"title": "title", "x": "title"}}, "fills “title” twice"),
        ("title\nA\n", {"values": {"source": {"a": "b"}}}, "no column fills “source”"),
        ("title\nA\n", {"duplicates": {"key": ["source"]}}, "no column fills it"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_before_anything_is_written(
    cast: Cast, text: str, mapping: dict[str, Any], told: str
) -> None:
    with pytest.raises(Problem) as refused:
        bring_in(cast, "deal", text, **mapping)
    assert told in str(refused.value.detail)
    assert exported_rows(cast, "deal") == []


def test_hostile_cells_are_kept_or_told_and_never_break(cast: Cast) -> None:
    cells = [
        "NUL\0inside",
        '=HYPERLINK("http://evil")',
        "'; DROP TABLE deal; --",
        "<script>alert(1)</script>",
        "א" * 200,
    ]
    lines = "".join('"' + cell.replace('"', '""') + '"\n' for cell in cells)
    run = bring_in(cast, "deal", f"title\n{lines}")
    assert [row["title"] for row in exported_rows(cast, "deal")] == cells[1:]
    assert {(row, taken) for row, _column, _text, taken in faults(cast, run)} == {(2, False)}


def test_an_export_comes_back_in_as_it_was(cast: Cast) -> None:
    cast.field("tags", type="multi_choice", options=["new", "old"])
    cast.field("when", type="datetime")
    company = cast.company("+ACME", phones=["+48 600 100 200"])
    contact = cast.contact("@Olga", company_id=company)
    values: dict[str, Any] = {"company_id": company, "contact_id": contact, "amount": "10.50", "currency": "PLN"}
    values |= {"contact_ids": [cast.contact("Piotr"), contact], "co_executor_ids": [cast.boris.member_id]}
    deal = cast.deal(
        title="=1+1", source="-x", **values, custom__tags=["old", "new"], custom__when="2026-03-29T01:30:00Z"
    )
    before = exported_rows(cast, "deal")[0]
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(before)
    writer.writerow(map(guarded, before.values()))
    cast.run(delete_record, DEAL, deal)
    run = bring_in(cast, "deal", written.getvalue())
    (after,) = exported_rows(cast, "deal")
    ignored = ("id", "updated_at")
    assert {key: value for key, value in after.items() if key not in ignored} == {
        key: value for key, value in before.items() if key not in ignored
    }
    assert faults(cast, run) == []


def test_a_viewer_may_not_import(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        bring_in(cast, "contact", "name\nOlga\n", by=cast.viktor)
    assert refused.value.type == "not-allowed"
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 0
