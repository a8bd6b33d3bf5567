"""One administrator at a time, where they might cross; and what the workspace's plan still allows (I5)."""

from sqlalchemy import select

from stepmark.commands.work import Work
from stepmark.domain.plans import Plan, plan
from stepmark.domain.workspace import Workspace


def locked_plan(work: Work) -> Plan:
    """The workspace's plan, held until the change ends, so that two who ask at once are counted in turn.

    Whoever counts against a limit calls this first, and counts after.
    """
    return plan(locked_workspace(work).plan)


def locked_workspace(work: Work) -> Workspace:
    """The actor's workspace; whoever else asks for it waits until this change ends."""
    # Not the full lock: that one would hold back every new row of the workspace, as each points at it.
    query = select(Workspace).where(Workspace.id == work.actor.workspace_id).with_for_update(key_share=True)
    return work.session.scalars(query.execution_options(populate_existing=True)).one()
