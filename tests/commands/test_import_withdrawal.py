"""A withdrawn import: what it added is in the bin, what it changed is as it was, and what stays is named."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import COMPANY, DEAL, TASK
from stepmark.commands.import_withdrawal import begin_withdrawal, take_back
from stepmark.commands.notes import add_note
from stepmark.commands.records import restore_record
from stepmark.domain.companies import Company
from stepmark.domain.deals import Deal
from stepmark.domain.history import History
from stepmark.domain.imports import ImportState
from stepmark.domain.tasks import Task
from stepmark.platform.errors import Problem
from stepmark.queries.imports import fault_text, leftovers_of
from tests.cast import Cast
from tests.support.imports import bring_in, exported_rows, outcome
from tests.support.people import rows
from tests.support.rules import Rules

MERGE: dict[str, Any] = {"duplicates": {"key": ["name"], "do": "merge"}}


def withdraw(cast: Cast, import_id: int, by: Any = None, seconds: float = 0.08) -> list[tuple[str, str, str]]:
    """Withdraw the import; what stays as (kind, label, why)."""
    cast.run(begin_withdrawal, import_id, by=by)
    while cast.run(take_back, import_id, seconds, by=by):
        pass
    with cast.database.reading(cast.anna.workspace_id) as session:
        return [(each.kind, each.label, str(fault_text(each))) for each in leftovers_of(session, import_id)]


def values(cast: Cast, kind: str, key: str) -> list[str]:
    return [row[key] for row in exported_rows(cast, kind)]


def test_what_was_added_goes_to_the_bin_with_what_came_along(cast: Cast) -> None:
    cast.company("Beta")
    run = bring_in(
        cast,
        "deal",
        "title,company,contact,Contact e-mail\nA,ACME,Olga,o@acme.example\nB,Beta,,\n",
        linked={"company": "add"},
    )
    assert withdraw(cast, run) == []
    assert [values(cast, "deal", "title"), values(cast, "company", "name"), values(cast, "contact", "name")] == [
        [],
        ["Beta"],
        [],
    ]
    after = outcome(cast, run)
    assert (after.state, after.withdrawn) == (ImportState.WITHDRAWN, 4)
    with cast.database.reading(cast.anna.workspace_id) as session:
        deleted = session.scalars(select(History).where(History.name == "deal.deleted")).all()
    assert {(each.cause["kind"], each.cause["import"]) for each in deleted} == {("withdrawal", run)}


def test_what_was_changed_gets_its_former_values_back(cast: Cast) -> None:
    cast.company("ACME", status="Client", phones=["+48 600 100 200"])
    run = bring_in(
        cast,
        "company",
        "name,status,phones,website\nacme,Former client,+48 600 100 201,https://acme.example\n",
        **MERGE,
    )
    assert values(cast, "company", "status") == ["Former client"]
    assert withdraw(cast, run) == []
    (row,) = exported_rows(cast, "company")
    assert (row["name"], row["status"], row["phones"], row["website"]) == ("ACME", "Client", "+48 600 100 200", "")
    assert outcome(cast, run).withdrawn == 1


def test_a_field_that_was_changed_since_stays_and_is_named(cast: Cast) -> None:
    company = cast.company("ACME", status="Client", type="Partner")
    run = bring_in(cast, "company", "name,status,type\nACME,Former client,Supplier\n", **MERGE)
    cast.change("company", company, status="Potential")
    assert withdraw(cast, run) == [("company", "ACME", "“Status” was changed since, so it stays.")]
    (row,) = exported_rows(cast, "company")
    assert (row["status"], row["type"]) == ("Potential", "Partner")


def test_a_record_that_somebody_has_worked_on_stays_and_is_named(cast: Cast) -> None:
    run = bring_in(cast, "deal", "title,company\nNoted,ACME\nLeft,ACME\n", linked={"company": "add"})
    noted = next(int(row["id"]) for row in exported_rows(cast, "deal") if row["title"] == "Noted")
    cast.run(add_note, DEAL, noted, "They called back")
    assert withdraw(cast, run) == [
        ("deal", "Noted", "Somebody has worked on it since, so it stays."),
        ("company", "ACME", "Other records link to it, so it stays."),
    ]
    assert [(row["title"], row["company"]) for row in exported_rows(cast, "deal")] == [("Noted", "ACME")]


def test_a_deals_stage_and_status_and_people_go_back(cast: Cast) -> None:
    deal = cast.deal(title="Sale", stage_id=cast.stages[0], amount="10", currency="PLN")
    text = "title,stage,status,amount,co-executors\nSale,Contract,Won,99,Boris Lem\n"
    run = bring_in(cast, "deal", text, duplicates={"key": ["title"], "do": "merge"})
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.get_one(Deal, deal).status == "won"
    assert withdraw(cast, run) == []
    with cast.database.reading(cast.anna.workspace_id) as session:
        row = session.get_one(Deal, deal)
        assert (row.status, row.stage_id, row.amount_minor, row.currency) == ("open", cast.stages[0], 1000, "PLN")


def test_a_reopened_step_follows_its_field(cast: Cast) -> None:
    cast.field("budget")
    cast.bind("custom.budget", cast.steps[0])
    deal = cast.deal(title="Sale")
    run = bring_in(cast, "deal", "title,budget\nSale,5\n", duplicates={"key": ["title"], "do": "merge"})
    assert cast.ticked(deal) == {cast.steps[0]}
    assert withdraw(cast, run) == []
    assert cast.ticked(deal) == set()


def test_links_among_the_files_own_rows_do_not_hold_them(cast: Cast) -> None:
    run = bring_in(cast, "company", "name,Part of\nDaughter,Mother\nMother,\n")
    assert withdraw(cast, run) == []
    assert values(cast, "company", "name") == []
    assert outcome(cast, run).withdrawn == 2


def test_what_a_rule_made_for_a_company_as_it_came_does_not_hold_it(cast: Cast) -> None:
    Rules(cast).make("created", {"do": "create_task", "settings": {"title": "Call {{ company.name }}"}}, kind="company")
    run = bring_in(cast, "company", "name\nACME\nBeta\nGamma\n")
    cast.change("task", _task_named(cast, "Call Beta"), title="Call them on Monday")
    cast.contact("Olga", company_id=_company_named(cast, "Gamma"))
    assert withdraw(cast, run) == [
        ("company", "Gamma", "Other records link to it, so it stays."),
        ("company", "Beta", "Other records link to it, so it stays."),
    ]
    assert values(cast, "company", "name") == ["Beta", "Gamma"]
    assert sorted(values(cast, "task", "title")) == ["Call Gamma", "Call them on Monday"]


def test_a_finished_task_goes_too(cast: Cast) -> None:
    run = bring_in(cast, "task", "title,done_at\nCall,2026-01-01 10:00\n")
    assert withdraw(cast, run) == []
    assert exported_rows(cast, TASK.name) == []


def test_it_is_taken_back_piece_by_piece(cast: Cast) -> None:
    run = bring_in(cast, "company", "name\n" + "".join(f"Company {at}\n" for at in range(30)))
    cast.run(begin_withdrawal, run)
    assert cast.run(take_back, run, 0.0)
    assert outcome(cast, run).withdrawn == 1
    while cast.run(take_back, run, 0.01):
        pass
    assert (outcome(cast, run).withdrawn, exported_rows(cast, "company")) == (30, [])
    assert not cast.run(take_back, run, 0.08)


def test_a_withdrawn_file_may_be_brought_in_again(cast: Cast) -> None:
    first = bring_in(cast, "company", "name\nACME\n")
    withdraw(cast, first)
    second = bring_in(cast, "company", "name\nACME\n")
    assert (second != first, values(cast, "company", "name")) == (True, ["ACME"])


def test_what_is_in_the_bin_already_is_no_matter(cast: Cast) -> None:
    run = bring_in(cast, "company", "name\nACME\n")
    withdraw(cast, run)
    company = cast.company("Beta")
    assert company
    with pytest.raises(Problem) as refused:
        cast.run(begin_withdrawal, run)
    assert refused.value.type == "conflict"
    cast.run(restore_record, COMPANY, 1)
    assert values(cast, "company", "name") == ["ACME", "Beta"]


def test_only_ones_own_import_or_any_as_an_administrator(cast: Cast) -> None:
    run = bring_in(cast, "company", "name\nACME\n", by=cast.magda)
    for other in (cast.boris, cast.clara, cast.viktor):
        with pytest.raises(Problem) as refused:
            cast.run(begin_withdrawal, run, by=other)
        assert refused.value.type == "not-found"
    assert withdraw(cast, run, by=cast.anna) == []


def test_what_one_may_not_delete_stays_and_is_named(cast: Cast) -> None:
    run = bring_in(cast, "deal", "title,responsible\nMine,Boris Lem\nAnna’s,Anna Maj\n", by=cast.boris)
    ((kind, label, why),) = withdraw(cast, run, by=cast.boris)
    assert (kind, label) == ("deal", "Anna’s")
    assert "does not allow" in why


def _task_named(cast: Cast, title: str) -> int:
    return next(each.id for each in rows(cast, Task) if each.title == title)


def _company_named(cast: Cast, name: str) -> int:
    return next(each.id for each in rows(cast, Company) if each.name == name)
