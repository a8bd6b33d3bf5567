"""The sheet: exactly what a move lacks, saved together with the move or not at all."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select, update

from stepmark.commands.tasks import add_task_to_step
from stepmark.domain.companies import Company
from stepmark.domain.deals import Deal
from stepmark.domain.fields import FieldValue
from stepmark.domain.processes import Step
from stepmark.domain.ticks import StageVisit
from tests.cast import Cast
from tests.support.people import row, rows
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone  # the invariants behind the sheet are tried on both

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/deals"}
WRONG: list[tuple[dict[str, str], str]] = [
    ({"custom.budget": "a lot", "note": "They pay", "tick": "1"}, "Enter a number."),
    ({"custom.budget": "5", "note": "  ", "tick": "1"}, "Write a note for “Discovery 2”."),
    ({"custom.budget": "5", "note": "x" * 10_001, "tick": "1"}, "10000"),
    ({"custom.budget": "5", "note": "They pay"}, "Tick “Discovery 3”."),
    ({}, "Fill in “Budget”."),
]


@pytest.fixture
def boris(app: FastAPI, cast: Cast) -> TestClient:
    """Boris, a salesperson. To leave the first stage takes a budget, a note and a tick by hand."""
    cast.field("budget", label="Budget")
    cast.bind("custom.budget", cast.steps[0])
    _require(cast, cast.steps[0])
    _require(cast, cast.steps[1], needs_note=True)
    _require(cast, cast.steps[2], guidance="Ask the bank")
    return signed_in(app, cast, cast.boris)


def test_it_lists_exactly_what_is_missing(boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    cast.run(add_task_to_step, deal, cast.steps[2], {"title": "Call the bank"}, by=cast.boris)
    _require(cast, cast.steps[3])
    sheet = _move(boris, cast, deal)
    assert (sheet.status_code, sheet.headers["hx-retarget"]) == (422, "#dialog")
    for asked in ('name="custom.budget"', f'name="note-{cast.steps[1]}"', f'name="tick-{cast.steps[2]}"'):
        assert asked in sheet.text
    assert "Ask the bank" in sheet.text
    assert "Tasks that are still open: Call the bank" in sheet.text
    assert "Proposal 1" not in sheet.text
    assert "override_reason" not in sheet.text
    assert 'role="alert"' not in sheet.text
    cast.change("deal", deal, custom__budget="7")
    assert "custom.budget" not in _move(boris, cast, deal).text


def test_what_is_given_is_saved_together_with_the_move(boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    answer = _give(boris, cast, deal, {"custom.budget": "1 500,50", "note": "They pay", "tick": "1"})
    assert answer.status_code == 200
    assert row(cast, Deal, deal).stage_id == cast.stages[1]
    assert cast.ticked(deal) == set(cast.steps[:3])
    assert cast.checklist(deal).step(cast.steps[1]).tick.note == "They pay"  # type: ignore[union-attr]  # it is ticked


def test_nothing_is_saved_while_something_is_wrong(boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    for given, said in WRONG:
        again = _give(boris, cast, deal, given)
        assert again.status_code == 422
        assert said in again.text
        assert given.get("note", "") in again.text
        assert (row(cast, Deal, deal).stage_id, cast.ticked(deal)) == (cast.stages[0], set())
        assert _budgets(cast) == []


def test_what_others_filled_meanwhile_is_not_overwritten(boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    cast.change("deal", deal, custom__budget="7")
    assert _give(boris, cast, deal, {"custom.budget": "5", "note": "They pay", "tick": "1"}).status_code == 200
    assert _budgets(cast) == [7_000_000]


def test_a_company_can_be_made_in_passing(boris: TestClient, cast: Cast) -> None:
    for step in cast.steps[:3]:
        _require(cast, step, required=False)
    cast.bind("company", cast.steps[2])
    _require(cast, cast.steps[2])
    deal = cast.deal(by=cast.boris)
    assert _give(boris, cast, deal, {"company_id": "new:Novum", "company_id_text": "Novum"}).status_code == 200
    (company,) = rows(cast, Company)
    assert (company.name, row(cast, Deal, deal).company_id) == ("Novum", company.id)


def test_a_manager_passes_over_what_is_left_with_a_reason(boris: TestClient, app: FastAPI, cast: Cast) -> None:
    magda = signed_in(app, cast, cast.magda)
    deal = cast.deal(by=cast.boris)
    assert "override_reason" in _move(magda, cast, deal).text
    given = {"custom.budget": "5", "override_reason": "An old friend"}
    assert _give(magda, cast, deal, {**given, "custom.budget": "x"}).status_code == 422
    assert _give(magda, cast, deal, given).status_code == 200
    assert cast.ticked(deal) == {cast.steps[0]}
    visit = rows(cast, StageVisit)[0]
    assert (visit.override_reason, visit.overridden_steps) == ("An old friend", cast.steps[1:3])
    other = cast.deal(by=cast.boris)
    assert _give(boris, cast, other, given).status_code == 422


def test_winning_asks_on_the_same_sheet(boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    data = {"status": "won", "reason": "Price"}
    sheet = boris.post(f"/deals/{deal}/closing", data=data, headers=HTMX)
    assert "Save and mark as won" in sheet.text
    brought = {"asked": "1", "custom.budget": "5", f"note-{cast.steps[1]}": "Ok", f"tick-{cast.steps[2]}": "1"}
    assert boris.post(f"/deals/{deal}/closing", data=data | brought).status_code == 303
    assert (row(cast, Deal, deal).status, row(cast, Deal, deal).close_reason) == ("won", "Price")


def test_who_may_not_edit_brings_nothing(boris: TestClient, app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    for actor, status in ((cast.viktor, 403), (cast.clara, 404)):
        refused = _give(signed_in(app, cast, actor), cast, deal, {"custom.budget": "5", "note": "Hi", "tick": "1"})
        assert refused.status_code == status
    assert cast.ticked(deal) == set()


def test_nonsense_is_no_fault_of_ours(boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    for sent in ("tick-x", "note-", "tick-99999999999999999999999", "tick-٣"):
        assert _give(boris, cast, deal, {sent: "1"}).status_code in (404, 422)


def _move(client: TestClient, cast: Cast, deal: int) -> Response:
    data = {"_method": "PUT", "where": "board", "container": cast.stages[1], "below": ""}
    return client.post(f"/deals/{deal}/stage", data=data, headers=HTMX)


def _give(client: TestClient, cast: Cast, deal: int, given: dict[str, str]) -> Response:
    names = {"note": f"note-{cast.steps[1]}", "tick": f"tick-{cast.steps[2]}"}
    data = {"_method": "PUT", "where": "board", "stage_id": str(cast.stages[1]), "asked": "1"}
    return client.post(
        f"/deals/{deal}/stage", data=data | {names.get(key, key): text for key, text in given.items()}, headers=HTMX
    )


def _budgets(cast: Cast) -> list[int | None]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(FieldValue.number)))


def _require(cast: Cast, step: int, **values: object) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(Step).where(Step.id == step).values(**{"required": True, **values}))
        session.commit()
