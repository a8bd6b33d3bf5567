"""Rules, as their pages and the plan ask for them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from stepmark.domain.rules import Rule


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
    query = select(Rule).where(Rule.mode == mode, Rule.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Rule.id)))
