"""What conditions are asked with when a member asks them: the workspace's day and zone, and whom "me" means."""

from dataclasses import dataclass

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
    zone = session.get_one(Workspace, actor.workspace_id).time_zone
    context = Context(today(zone), now(), zone, actor.currency, member_id=actor.member_id)
    return Asking(Reader(zone, actor.locale, actor.currency), context)
