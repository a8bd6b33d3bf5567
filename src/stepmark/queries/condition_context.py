"""What conditions are asked with when a member asks them: the workspace's day and zone, and whom "me" means."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from stepmark.catalogue.types.base import Reader
from stepmark.conditions.context import Context
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import now, today


@dataclass(frozen=True)
class Asking:
    """`reader` reads values as the workspace writes them, so that what is stored means the same to everybody."""

    reader: Reader
    context: Context


def asking(session: Session, actor: Actor) -> Asking:
    """One statement."""
    workspace = session.get_one(Workspace, actor.workspace_id)
    reader = Reader(workspace.time_zone, actor.locale, actor.currency, workspace.constants)
    return Asking(reader, context_in(workspace, actor.member_id))


def context_in(workspace: Workspace, member_id: int | None, day: date | None = None) -> Context:
    """The world as this workspace sees it, on a day, today if none is given."""
    zone = workspace.time_zone
    return Context(day or today(zone), now(), zone, workspace.currency, workspace.exchange_rates, member_id)
