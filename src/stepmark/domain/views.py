"""Saved views: what a list shows, kept under a name, for oneself or for everybody."""

from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.people import Role
from stepmark.domain.record import Versioned
from stepmark.domain.rights import Actor
from stepmark.platform.mapping import Base, Id, Json, Scoped, link

_LIVE = text("deleted_at IS NULL")


class SavedView(Versioned, Base):
    """A filter (a tree of conditions), a text to look for, columns by their keys in their order, and a sorting.

    `sort` is a column's key, with a minus before it when it runs downwards. The author is gone when they left.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        link("author_id", "member"),
        Index(
            "uq_saved_view_name",
            "workspace_id",
            "kind",
            "author_id",
            "name",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    author_id: Mapped[int | None] = mapped_column(Id)
    shared: Mapped[bool] = mapped_column(default=False)
    filter: Mapped[dict[str, Any]] = mapped_column(Json)
    q: Mapped[str] = mapped_column(String(300), default="")
    columns: Mapped[list[str]] = mapped_column(Json, default=list)
    sort: Mapped[str] = mapped_column(String(200), default="")

    def may_see(self, actor: Actor) -> bool:
        """Whether the actor may open it."""
        return self.shared or self.author_id == actor.member_id

    def may_change(self, actor: Actor) -> bool:
        """Whether the actor may change it: its author, or of a shared one an administrator too."""
        return self.author_id == actor.member_id or (self.shared and actor.is_admin)


class DefaultView(Scoped, Base):
    """The view that a member's list of a kind opens with."""

    __tablename__ = "default_view"
    __table_args__ = (link("member_id", "member", "CASCADE"), link("view_id", "saved_view", "CASCADE"))

    member_id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    view_id: Mapped[int] = mapped_column(Id)


def may_share(actor: Actor) -> bool:
    """Whether the actor may show a view to everybody."""
    return actor.role.rank >= Role.MANAGER.rank
