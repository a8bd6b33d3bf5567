"""What the workspace bought, and how much of it is in use."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from stepmark.domain.people import Member
from stepmark.domain.plans import Plan, plan
from stepmark.domain.workspace import Workspace
from stepmark.queries.bindings import active_bindings
from stepmark.queries.rules import active_rules


@dataclass(frozen=True)
class PlanUse:
    """A plan with its use, by the names of its countable limits."""

    plan: Plan
    use: dict[str, int]


def plan_use(session: Session, workspace_id: int) -> PlanUse:
    """The workspace's plan and its use."""
    workspace = session.get_one(Workspace, workspace_id)
    use = {"active_bindings": active_bindings(session), "active_rules": active_rules(session), "users": users(session)}
    return PlanUse(plan(workspace.plan), use)


def users(session: Session) -> int:
    """How many members count against the plan."""
    return session.scalar(select(func.count(Member.id)).where(Member.active.is_(True))) or 0
