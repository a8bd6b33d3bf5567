"""The runs of a change as rows, written together at its end; and what did not run, one row per change."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from stepmark.automation.changes import Change
from stepmark.automation.compiled import CompiledRule
from stepmark.catalogue.values import to_json
from stepmark.commands.bulk import write_new
from stepmark.commands.work import Work
from stepmark.conditions.paths import Path
from stepmark.conditions.python import Values
from stepmark.domain.runs import Outcome, Run, Unmet
from stepmark.platform.clock import now
from stepmark.platform.row_ids import new_ids

# A rule with the places of its comparisons that did not hold.
Failed = tuple[CompiledRule, tuple[str, ...]]
# In their stead, where they held before the change as well, and the rule waits for them to become true.
HELD_BEFORE = ("before",)


class Journal:
    """Hands out ids for runs, which causes name before the rows are there, and adds the rows in one go."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._ids = new_ids(work.session, Run)
        self.runs: list[Run] = []
        self._unmet: list[Unmet] = []

    def add(self, run: Run) -> Run:
        """Give the run its id, and keep it to be written."""
        run.id = next(self._ids)
        self.runs.append(run)
        return run

    def drop(self, run: Run) -> None:
        """Forget a run that has not begun yet."""
        self.runs.remove(run)

    def leave(self, run: Run) -> None:
        """Leave a run that was added to a worker."""
        run.outcome, run.due_at, run.finished_at = Outcome.WAITING, now(), None
        self._work.awaited[run.id] = run.due_at

    def did_not_run(self, change: Change, failed: Sequence[Failed], values: Values, paths: Sequence[Path]) -> None:
        """Keep which rules a change woke in vain, and what the rules that it woke saw at their paths."""
        row = Unmet(kind=change.kind, record_id=change.record_id, record_label=change.label[:300])
        row.change_id = self._work.change_id
        row.saw = {path.key: to_json(path.field, values[path.key]) for path in paths}
        row.rules = _by_places(failed)
        self._unmet.append(row)

    def write(self) -> None:
        """Add the rows; those that were read from the database are there already."""
        write_new(self._work, self.runs)
        self._work.session.add_all(self._unmet)
        self._work.session.flush()


def _by_places(failed: Sequence[Failed]) -> list[list[Any]]:
    rules: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for rule, places in failed:
        rules[places].append(rule.id)
    return [[list(places), ids] for places, ids in rules.items()]
