"""Runs as their pages and the API ask for them: lists by filter, one with its rule, and those of a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, defer

from stepmark.domain.rights import Actor
from stepmark.domain.rules import Rule
from stepmark.domain.runs import Outcome, Run, Unmet
from stepmark.platform.days import FIRST_DAY, LAST_DAY, start_of

# How many changes are looked at to find those that woke a rule.
_LOOKED_AT = 5_000
_HEAVY = (Run.trace, Run.wake, Run.yielded, Run.memory)


@dataclass(frozen=True)
class RunFilter:
    """Which runs are asked for; what is empty narrows nothing. The days are local, both included."""

    rule_id: int | None = None
    outcome: str = ""
    kind: str = ""
    record_id: int | None = None
    first: date | None = None
    last: date | None = None
    sweep_id: int | None = None

    def conditions(self, zone: str) -> list[ColumnElement[bool]]:
        """The filter in SQL."""
        named = ("rule_id", "outcome", "kind", "record_id", "sweep_id")
        found = [getattr(Run, name) == getattr(self, name) for name in named if getattr(self, name) not in (None, "")]
        if self.first:
            found.append(Run.started_at >= start_of(_bounded(self.first), zone))
        if self.last:
            found.append(Run.started_at < start_of(_bounded(self.last) + timedelta(days=1), zone))
        return found


def runs_page(
    session: Session, wanted: RunFilter, zone: str, *, before: int | None = None, limit: int = 50, whole: bool = False
) -> tuple[Sequence[Run], int | None]:
    """Runs, the newest first, and the id to go on from; without their traces unless `whole`."""
    query: Select[Run] = select(Run).where(*wanted.conditions(zone)).order_by(Run.id.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(Run.id < before)
    if not whole:
        query = query.options(*(defer(column, raiseload=True) for column in _HEAVY))
    found = session.scalars(query).all()
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def run_row(session: Session, run_id: int) -> Run | None:
    """One run with all that is kept of it."""
    return session.get(Run, run_id)


def may_read(session: Session, actor: Actor, run: Run) -> bool:
    """Whether the actor sees a run's trace, which tells what the rule's owner may see: administrators and the owner."""
    if actor.is_admin:
        return True
    mine = select(Rule.id).where(Rule.id == run.rule_id, Rule.owner_id == actor.member_id)
    return actor.member_id is not None and session.scalar(mine) is not None


def run_of_change(session: Session, change_id: int, rule_id: int) -> Run | None:
    """The newest run of a rule in a change: what came of starting it by hand."""
    query = select(Run).where(Run.change_id == change_id, Run.rule_id == rule_id)
    return session.scalars(query.order_by(Run.id.desc()).limit(1)).first()


def runs_of_record(session: Session, kind: str, record_id: int, limit: int = 6) -> Sequence[Run]:
    """What ran on a record or waits there, what waits first, then the newest; without traces."""
    mine = select(Run).where(Run.kind == kind, Run.record_id == record_id)
    light = mine.options(*(defer(column, raiseload=True) for column in _HEAVY))
    waits = (Run.outcome == Outcome.WAITING).desc()
    return session.scalars(light.order_by(waits, Run.id.desc()).limit(limit)).all()


def waiting_count(session: Session, rule_id: int | None = None) -> int:
    """How many runs wait, of one rule or of all."""
    query = select(func.count(Run.id)).where(Run.outcome == Outcome.WAITING)
    return session.scalar(query if rule_id is None else query.where(Run.rule_id == rule_id)) or 0


def unmet_page(session: Session, rule: Rule, *, before: int | None = None, limit: int = 50) -> list[Unmet]:
    """The newest changes that woke a rule in vain."""
    query = select(Unmet).where(Unmet.kind == rule.kind).order_by(Unmet.id.desc())
    if before is not None:
        query = query.where(Unmet.id < before)
    found = (
        row for row in session.scalars(query.limit(_LOOKED_AT)) if any(rule.id in ids for _places, ids in row.rules)
    )
    return [row for row, _number in zip(found, range(limit), strict=False)]


def _bounded(day: date) -> date:
    return min(max(day, FIRST_DAY), LAST_DAY)
