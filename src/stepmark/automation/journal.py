"""The runs of a change as rows, written together at its end; and what did not run, one row per change."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select, text

from stepmark.automation.changes import Change
from stepmark.commands.work import Work
from stepmark.conditions.python import Verdict
from stepmark.domain.runs import Run, Unmet

_BLOCK = 25
# For the whole database, as ids are; the two statements name no workspace's data.
_NEXT_IDS = text("select nextval(pg_get_serial_sequence('run', 'id')) from generate_series(1, :count)")
_EVERYWHERE = {"scoped_by_hand": True}
MOST_RULES = 1_000


class Journal:
    """Hands out ids for runs, which causes name before the rows are there, and adds the rows in one go."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._ids = self._numbers()
        self.runs: list[Run] = []
        self._unmet: list[Unmet] = []

    def add(self, run: Run) -> Run:
        """Give the run its id, and keep it to be written."""
        run.id = next(self._ids)
        self.runs.append(run)
        if run.is_waiting and run.due_at is not None:
            self._work.awaited[run.id] = run.due_at
        return run

    def did_not_run(self, change: Change, failed: Sequence[tuple[int, int, Verdict | None]]) -> None:
        """Keep which rules a change woke in vain: rule, version and verdict; None for one that held before already."""
        if not failed:
            return
        verdicts = [verdict for _rule, _version, verdict in failed if verdict is not None]
        saw = {leaf.field: leaf.saw for verdict in verdicts for leaf in verdict.leaves}
        rules = [[rule, version, _places(verdict)] for rule, version, verdict in failed[:MOST_RULES]]
        label, change_id = change.label[:300], self._work.change_id
        row = Unmet(kind=change.kind, record_id=change.record_id, record_label=label, change_id=change_id)
        row.saw, row.rules = saw, rules
        self._unmet.append(row)

    def write(self) -> None:
        """Add the rows; those that were read from the database are there already."""
        self._work.session.add_all([*self.runs, *self._unmet])
        self._work.session.flush()

    def _numbers(self) -> Iterator[int]:
        session = self._work.session
        if session.get_bind().dialect.name == "postgresql":
            while True:
                yield from session.scalars(_NEXT_IDS, {"count": _BLOCK}, execution_options=_EVERYWHERE).all()
        # SQLite has one writer, and this is it.
        newest: int = session.scalars(select(func.max(Run.__table__.c.id)), execution_options=_EVERYWHERE).one() or 0
        while True:
            newest += 1
            yield newest


def _places(verdict: Verdict | None) -> Any:
    return ["before"] if verdict is None else [leaf.place for leaf in verdict.leaves if not leaf.held]
