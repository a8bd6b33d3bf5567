"""Bringing in prepared rows of a file through the verbs of their kind, a chunk at a time."""

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from stepmark.catalogue.kinds import Kind
from stepmark.commands.import_record import (
    Duplicates,
    Fault,
    Key,
    Name,
    Outcome,
    PreparedRow,
    bring_in,
    without_refused,
)
from stepmark.commands.imports import locked_import, locked_run, note_faults
from stepmark.commands.records import update_record
from stepmark.commands.savepoints import savepoint
from stepmark.commands.turns import Turn
from stepmark.commands.work import Work
from stepmark.domain.imports import ImportLink, ImportRun
from stepmark.platform.clock import now
from stepmark.platform.db import is_worth_retrying
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _

_TRIES = 3


@dataclass
class Taken:
    """A chunk that was brought in: how many rows, the records that it added by row number, those met by key, and
    the linked ones that it made, by name.
    """

    rows: int = 0
    records: dict[int, int] = field(default_factory=dict)
    keys: dict[Key, int] = field(default_factory=dict)
    made: dict[Name, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Waiting:
    """A row whose link could not be told before all rows were in, with what it has turned out to be."""

    link_id: int
    record_id: int
    number: int
    raw: Mapping[str, Any]
    faults: Sequence[Fault]


def take_rows(
    work: Work,
    run_id: int,
    start: int,
    rows: Sequence[PreparedRow],
    *,
    kind: Kind,
    duplicates: Duplicates,
    made: dict[Name, int],
    seconds: float,
) -> Taken:
    """Bring in as many rows as a turn of `seconds` allows, at least one, and save how far the import has come.

    One savepoint holds them all; if a row is refused, they are brought in again, each in a savepoint of its own.
    """
    run = locked_run(work, run_id, start)
    work.rules_asleep = run.rules_asleep
    chunk = _Chunk(work, run_id, kind, duplicates, made)
    turn = Turn(seconds)
    try:
        with savepoint(work):
            outcomes = list(chunk.outcomes(rows, turn, chunk.trusting))
    except (Problem, DBAPIError) as error:
        _raise_if_worth_retrying(error)
        outcomes = list(chunk.outcomes(rows, turn, chunk.doubting))
    run.rows_done += len(outcomes)
    run.alive_at = now()
    return _saved(work, run, outcomes)


def link_rows(work: Work, run_id: int, waiting: Sequence[Waiting], *, kind: Kind, seconds: float) -> None:
    """Set the links that had to wait, as many as a turn of `seconds` allows, at least one; report those that lead
    nowhere.
    """
    work.rules_asleep = locked_import(work, run_id).rules_asleep
    turn = Turn(seconds)
    done: list[int] = []
    for each in waiting:
        faults = [*each.faults, *_linked(work, kind, each, run_id)]
        note_faults(work, run_id, each.number, faults, taken=True)
        done.append(each.link_id)
        if turn.is_over:
            break
    gone = delete(ImportLink).where(ImportLink.id.in_(done))
    work.session.execute(gone, execution_options={"synchronize_session": False})


class _Chunk:
    """The rows of one transaction, and the keys that they have added to the known ones."""

    def __init__(self, work: Work, run_id: int, kind: Kind, duplicates: Duplicates, made: dict[Name, int]) -> None:
        self._work, self._run_id, self._kind, self._duplicates = work, run_id, kind, duplicates
        self._made_before = made
        self._seen: dict[Key, int] = {}
        self._made: ChainMap[Name, int] = ChainMap()

    def outcomes(self, rows: Sequence[PreparedRow], turn: Turn, take: Any) -> Iterator[Outcome]:
        """Row after row until time is up."""
        self._seen.clear()
        self._made = ChainMap({}, self._made_before)
        for row in rows:
            outcome: Outcome = take(row)
            self._made.update(outcome.made)
            if row.key is not None and outcome.record_id is not None:
                self._seen[row.key] = outcome.record_id
            yield outcome
            if turn.is_over:
                return

    def trusting(self, row: PreparedRow) -> Outcome:
        """The row as it is; raises what its verb refuses."""
        same = self._seen.get(row.key) or self._duplicates.known.get(row.key) if row.key else None
        return bring_in(self._work, self._kind, row, self._run_id, do=self._duplicates.do, same=same, made=self._made)

    def doubting(self, row: PreparedRow) -> Outcome:
        """The row in a savepoint of its own: without the cells that are refused, or left out and reported."""
        for _try in range(_TRIES):
            try:
                with savepoint(self._work):
                    return self.trusting(row)
            except Problem as problem:
                row = without_refused(row, problem)
            except DBAPIError as error:
                _raise_if_worth_retrying(error)
                break
        return Outcome(row, "left_out", row.faults or [Fault(_("The database refused this row."))])


def _saved(work: Work, run: ImportRun, outcomes: Sequence[Outcome]) -> Taken:
    """The import's own rows: counts, faults, waiting links."""
    taken = Taken(len(outcomes))
    for outcome in outcomes:
        row, record_id = outcome.row, outcome.record_id
        setattr(run, outcome.counted_as, getattr(run, outcome.counted_as) + 1)
        taken.made.update(outcome.made)
        run.with_faults += bool(outcome.was_taken and outcome.faults)
        note_faults(work, run.id, row.number, outcome.faults, taken=outcome.was_taken)
        if record_id is None:
            continue
        if row.waits and outcome.was_taken:
            work.session.add(ImportLink(import_id=run.id, row=row.number, record_id=record_id))
        if outcome.counted_as == "added":
            taken.records[row.number] = record_id
        if row.key is not None:
            taken.keys[row.key] = record_id
    return taken


def _linked(work: Work, kind: Kind, waiting: Waiting, run_id: int) -> Sequence[Fault]:
    if not waiting.raw:
        return ()
    try:
        with savepoint(work), work.caused_by(kind="import", **{"import": run_id}, row=waiting.number):
            update_record(work, kind, waiting.record_id, waiting.raw)
    except Problem as problem:
        return (Fault(problem.detail, problem.field or ""),)
    return ()


def _raise_if_worth_retrying(error: Exception) -> None:
    if isinstance(error, DBAPIError) and is_worth_retrying(error):
        raise error
