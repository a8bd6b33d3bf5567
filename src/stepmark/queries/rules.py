"""Rules, as their pages, the API and the plan ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from stepmark.domain.people import Member
from stepmark.domain.rules import Rule, RuleVersion
from stepmark.domain.runs import Outcome, Run
from stepmark.platform.clock import today
from stepmark.platform.days import start_of


@dataclass(frozen=True)
class Runs:
    """How often a rule ran today, and how many of those runs failed."""

    today: int = 0
    failed: int = 0


def active_rules(session: Session) -> int:
    """How many rules count against the plan: those switched on, resting ones included."""
    query = select(func.count(Rule.id)).where(Rule.enabled.is_(True), Rule.deleted_at.is_(None))
    return session.scalar(query) or 0


def rule_row(session: Session, rule_id: int) -> Rule | None:
    """A live rule."""
    rule = session.get(Rule, rule_id)
    return None if rule is None or rule.deleted_at is not None else rule


def rules_of_mode(session: Session, mode: str) -> list[Rule]:
    """The live rules of a mode, the oldest first."""
    return rules_where(session, Rule.mode == mode)


def rules_where(session: Session, *conditions: ColumnElement[bool], limit: int | None = None) -> list[Rule]:
    """The live rules that meet the conditions, the oldest first."""
    query = select(Rule).where(Rule.deleted_at.is_(None), *conditions).order_by(Rule.id).limit(limit)
    return list(session.scalars(query))


def rules_with_ids(session: Session, ids: Sequence[int]) -> list[Rule]:
    """Those of these rules that are there, the oldest first."""
    return rules_where(session, Rule.id.in_(ids))


def rules_on_stages(session: Session, stage_ids: Sequence[int]) -> list[Rule]:
    """The live rules that are drawn on these stages, each stage's in its order."""
    query = select(Rule).where(Rule.deleted_at.is_(None), Rule.stage_id.in_(stage_ids))
    return list(session.scalars(query.order_by(Rule.position, Rule.id)))


def rule_labels(session: Session) -> list[str]:
    """The words that rules are sorted by, each once."""
    query = select(Rule.label).where(Rule.deleted_at.is_(None), Rule.label != "").distinct()
    return sorted(session.scalars(query), key=str.casefold)


def runs_today(session: Session, time_zone: str) -> dict[int, Runs]:
    """How often each rule ran on the workspace's day so far."""
    failed = func.count().filter(Run.outcome == Outcome.FAILED)
    query = (
        select(Run.rule_id, func.count(), failed)
        .where(Run.started_at >= start_of(today(time_zone), time_zone), Run.rule_id.is_not(None))
        .group_by(Run.rule_id)
    )
    return {rule_id: Runs(count, bad) for rule_id, count, bad in session.execute(query) if rule_id is not None}


def runs_of_change(session: Session, rule_id: int, change_id: int) -> list[int]:
    """The runs of a rule that a change has set off."""
    query = select(Run.id).where(Run.rule_id == rule_id, Run.change_id == change_id)
    return list(session.scalars(query.order_by(Run.id)))


def versions_of(session: Session, rule_id: int) -> list[tuple[RuleVersion, str | None]]:
    """A rule's versions, the newest first, each with the name of whoever saved it."""
    query = (
        select(RuleVersion, Member.name)
        .outerjoin(Member, Member.id == RuleVersion.saved_by)
        .where(RuleVersion.rule_id == rule_id)
    )
    return [(version, name) for version, name in session.execute(query.order_by(RuleVersion.version.desc()))]
