"""What the workspace's plan still allows (I5)."""

from sqlalchemy import select

from stepmark.commands.work import Work
from stepmark.domain.plans import Plan, plan
from stepmark.domain.workspace import Workspace


def locked_plan(work: Work) -> Plan:
    """The workspace's plan. Holds its row until the change ends, so that two who ask at once are counted in turn.

    Whoever counts against a limit calls this first, and counts after.
    """
    # Not the full lock: that one would hold back every new row of the workspace, as each points at it.
    query = select(Workspace).where(Workspace.id == work.actor.workspace_id).with_for_update(key_share=True)
    return plan(work.session.scalars(query.execution_options(populate_existing=True)).one().plan)
