"""The saved views that a member may open, and the one that their list opens with."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.domain.rights import Actor
from stepmark.domain.views import DefaultView, SavedView


@dataclass(frozen=True)
class Views:
    """A member's own views of a kind and those shared by others, by name."""

    views: list[SavedView]
    default_id: int | None

    def get(self, view_id: int | None) -> SavedView | None:
        """One of them."""
        return next((each for each in self.views if each.id == view_id), None)

    @property
    def default(self) -> SavedView | None:
        """The one that the list opens with."""
        return self.get(self.default_id)

    @property
    def own(self) -> list[SavedView]:
        """Those that nobody else sees."""
        return [each for each in self.views if not each.shared]

    @property
    def shared(self) -> list[SavedView]:
        """Those that everybody sees."""
        return [each for each in self.views if each.shared]


def views_of(session: Session, actor: Actor, kind: Kind) -> Views:
    """All of them, in one statement."""
    is_default = and_(
        DefaultView.view_id == SavedView.id, DefaultView.kind == kind.name, DefaultView.member_id == actor.member_id
    )
    query = (
        select(SavedView, DefaultView.view_id)
        .outerjoin(DefaultView, is_default)
        .where(SavedView.kind == kind.name, SavedView.deleted_at.is_(None), _open_to(actor))
        .order_by(SavedView.name, SavedView.id)
    )
    rows = session.execute(query).all()
    return Views([view for view, _default in rows], next((default for _view, default in rows if default), None))


def seen_view(session: Session, actor: Actor, view_id: int) -> SavedView | None:
    """A live view, if the actor may open it."""
    query = select(SavedView).where(SavedView.id == view_id, SavedView.deleted_at.is_(None), _open_to(actor))
    return session.scalars(query).one_or_none()


def default_view(session: Session, actor: Actor, kind: str) -> int | None:
    """The view that the actor's list of a kind opens with."""
    own = (DefaultView.member_id == actor.member_id, DefaultView.kind == kind)
    return session.scalars(select(DefaultView.view_id).where(*own)).one_or_none()


def _open_to(actor: Actor) -> ColumnElement[bool]:
    return or_(SavedView.shared.is_(True), SavedView.author_id == actor.member_id)
