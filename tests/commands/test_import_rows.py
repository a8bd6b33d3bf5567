"""Chunks of prepared rows: saved together, and row by row when one of them is refused."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.import_record import Duplicates, PreparedRow
from stepmark.commands.import_rows import Taken, take_rows
from stepmark.commands.imports import SourceFile, start_import
from stepmark.domain.deals import Deal
from stepmark.domain.history import History
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.support.imports import faults, outcome

NOWHERE = 999_999


def _started(cast: Cast, rows: int) -> int:
    return int(cast.run(start_import, DEAL, SourceFile("deals.csv", "0" * 64, rows, {})))


def _take(cast: Cast, run_id: int, start: int, rows: list[PreparedRow], seconds: float = 10) -> Taken:
    options: dict[str, Any] = {"kind": DEAL, "duplicates": Duplicates(), "made": {}, "seconds": seconds}
    taken: Taken = cast.run(take_rows, run_id, start, rows, **options)
    return taken


def _row(number: int, **raw: object) -> PreparedRow:
    return PreparedRow(number, {"title": f"Deal {number}", **raw}, columns={"company_id": "account"})


def test_one_refused_row_does_not_take_its_neighbours_along(cast: Cast) -> None:
    run_id = _started(cast, 4)
    rows = [_row(2), _row(3, company_id=NOWHERE), _row(4, stage_id=NOWHERE, title=""), _row(5)]
    assert _take(cast, run_id, 0, rows).rows == 4
    with cast.database.reading(cast.anna.workspace_id) as session:
        titles = list(session.scalars(select(Deal.title).order_by(Deal.id)))
        events = list(session.scalars(select(History.record_label).where(History.name == "deal.created")))
    assert titles == events == ["Deal 2", "Deal 3", "Deal 5"]
    told = faults(cast, run_id)
    assert [(row, column, taken) for row, column, _text, taken in told if row == 3] == [(3, "account", True)]
    assert {taken for row, _column, _text, taken in told if row == 4} == {False}
    run = outcome(cast, run_id)
    assert (run.added, run.left_out, run.with_faults, run.rows_done) == (3, 1, 1, 4)


def test_a_chunk_takes_no_more_than_its_time(cast: Cast) -> None:
    run_id = _started(cast, 3)
    assert _take(cast, run_id, 0, [_row(2), _row(3), _row(4)], seconds=0).rows == 1
    assert outcome(cast, run_id).rows_done == 1


def test_two_processes_do_not_bring_in_the_same_rows(cast: Cast) -> None:
    run_id = _started(cast, 2)
    _take(cast, run_id, 0, [_row(2)])
    with pytest.raises(Problem) as refused:
        _take(cast, run_id, 0, [_row(2)])
    assert refused.value.type == "conflict"


def test_a_file_that_was_left_half_way_is_taken_up_again(cast: Cast) -> None:
    run_id = _started(cast, 2)
    _take(cast, run_id, 0, [_row(2)])
    assert _started(cast, 2) == run_id
    assert outcome(cast, run_id).rows_done == 1
