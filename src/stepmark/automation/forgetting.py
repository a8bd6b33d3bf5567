"""What is kept of rules' doings ends some time: runs after so many days, what did not run after the newest hundred."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from stepmark.commands.work import Work
from stepmark.domain.runs import Outcome, Run, Unmet
from stepmark.platform.clock import now

KEPT_MISSES = 100
_PORTION = 500


def drop_old_runs(work: Work, days: int) -> int:
    """Delete a portion of the runs that ended so long ago. Returns how many."""
    # Ids grow with time, so the oldest are looked at and nothing else.
    oldest = select(Run.id, Run.started_at).where(Run.outcome != Outcome.WAITING).order_by(Run.id).limit(_PORTION)
    before = now() - timedelta(days=days)
    ids = [run_id for run_id, started_at in work.session.execute(oldest) if started_at < before]
    if ids:
        work.session.execute(delete(Run).where(Run.id.in_(ids)), execution_options={"synchronize_session": False})
    return len(ids)


def surplus_misses(session: Session) -> list[int]:
    """The changes of which every rule that they woke in vain has KEPT_MISSES newer ones."""
    newer: Counter[int] = Counter()
    surplus = []
    for row_id, rules in _misses(session):
        woken = {rule_id for _places, rule_ids in rules for rule_id in rule_ids}
        if all(newer[rule_id] >= KEPT_MISSES for rule_id in woken):
            surplus.append(row_id)
        newer.update(woken)
    return surplus


def drop_misses(work: Work, ids: Sequence[int]) -> int:
    """Delete these. Returns how many."""
    work.session.execute(delete(Unmet).where(Unmet.id.in_(ids)), execution_options={"synchronize_session": False})
    return len(ids)


def _misses(session: Session) -> Iterator[tuple[int, list[list[list[int]]]]]:
    """All of them, the newest first, a portion at a time."""
    before = None
    while True:
        query = select(Unmet.id, Unmet.rules).order_by(Unmet.id.desc()).limit(_PORTION)
        rows = session.execute(query if before is None else query.where(Unmet.id < before)).all()
        yield from ((row_id, rules) for row_id, rules in rows)
        if len(rows) < _PORTION:
            return
        before = rows[-1][0]
