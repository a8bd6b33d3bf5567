"""Which periodic rules are due, for which of their local days: missed ones first, seven at most."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from stepmark.domain.rules import Mode, Rule, Sweep
from stepmark.domain.workspace import Workspace
from stepmark.platform.days import day_of

MOST_DAYS = 7
_AWAKE = Rule.mode == Mode.PERIODIC, Rule.enabled.is_(True), Rule.suspended.is_(None), Rule.deleted_at.is_(None)


@dataclass(frozen=True, order=True)
class DueSweep:
    """One rule on one local day. They are ordered as they are to be done: day by day, stage rules in their order."""

    day: date
    position: int
    rule_id: int
    workspace_id: int


def due_sweeps(session: Session, moment: datetime) -> list[DueSweep]:
    """Every sweep that should have begun by a moment, or has, and has not ended, across workspaces; two statements.

    A rule is due on a day from the workspace's hour on, if it was switched on before that hour came.
    """
    query = select(Rule, Workspace).join(Workspace, Workspace.id == Rule.workspace_id)
    rows = session.execute(query.where(*_AWAKE)).all()
    oldest = (moment - timedelta(days=MOST_DAYS + 2)).date()
    begun = _begun_since(session, oldest) if rows else {}
    return sorted(
        DueSweep(day, rule.position, rule.id, rule.workspace_id)
        for rule, workspace in rows
        for day in {*_days(rule, workspace, moment), *begun.get(rule.id, {})}
        if not begun.get(rule.id, {}).get(day)
    )


def sweeps_of(session: Session, rule_id: int, limit: int) -> Sequence[Sweep]:
    """A rule's newest days."""
    query = select(Sweep).where(Sweep.rule_id == rule_id).order_by(Sweep.day.desc()).limit(limit)
    return session.scalars(query).all()


def sweep_on(session: Session, rule_id: int, day: date) -> Sweep | None:
    """A rule's sweep of a day, done or under way."""
    return session.scalars(select(Sweep).where(Sweep.rule_id == rule_id, Sweep.day == day)).one_or_none()


def periodic_rules(session: Session) -> list[int]:
    """The periodic rules of a workspace that are awake, in the order in which a day is done."""
    query = select(Rule.id).where(*_AWAKE)
    return list(session.scalars(query.order_by(Rule.position, Rule.id)))


def sweep_moment(day: date, hour: int, time_zone: str) -> datetime:
    """When a day's sweeps begin. A skipped hour begins when clocks skip it; of a doubled one the first counts."""
    return datetime.combine(day, time(hour), ZoneInfo(time_zone))


def _begun_since(session: Session, oldest: date) -> Mapping[int, Mapping[date, bool]]:
    """By rule, the days that have begun, and whether they have ended; those under way however long ago they are."""
    query = select(Sweep.rule_id, Sweep.day, Sweep.finished_at).where(
        or_(Sweep.day >= oldest, Sweep.finished_at.is_(None))
    )
    found: dict[int, dict[date, bool]] = {}
    for rule_id, day, finished_at in session.execute(query):
        found.setdefault(rule_id, {})[day] = finished_at is not None
    return found


def _days(rule: Rule, workspace: Workspace, moment: datetime) -> Iterator[date]:
    today = day_of(moment, workspace.time_zone)
    since = rule.enabled_at or rule.created_at
    for back in range(MOST_DAYS - 1, -1, -1):
        day = today - timedelta(days=back)
        if since <= sweep_moment(day, workspace.sweep_hour, workspace.time_zone) <= moment:
            yield day
