"""The workspace's constants, and the saved views that compare with them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.constants import KnownConstant, keys_in, known_constants
from stepmark.domain.constants import Constant
from stepmark.domain.rights import Actor
from stepmark.domain.views import SavedView
from stepmark.domain.workspace import Workspace


def constants(session: Session) -> list[Constant]:
    """All of them by name."""
    return sorted(session.scalars(select(Constant)), key=lambda each: (each.name.casefold(), each.id))


def constant(session: Session, constant_id: int) -> Constant | None:
    """One of them."""
    return session.get(Constant, constant_id)


def constants_in_use(session: Session, actor: Actor) -> dict[str, KnownConstant]:
    """The same as rules and texts read them, by key."""
    return known_constants(session.get_one(Workspace, actor.workspace_id).constants)


def views_naming(session: Session, key: str) -> list[SavedView]:
    """The saved views whose filter compares with a constant, whoever they belong to."""
    views = session.scalars(select(SavedView).order_by(SavedView.name, SavedView.id))
    return [view for view in views if key in keys_in(view.filter)]
