"""When members work: they say so by starting and stopping a session."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Numbered, Scoped, link


class WorkSession(Numbered, Scoped, Base):
    """One stretch of a member's work; it runs until `ended_at` is set, and at most one of a member's does."""

    __tablename__ = "work_session"
    __table_args__ = (
        link("member_id", "member", "CASCADE"),
        Index("ix_work_session_member_id", "member_id", "started_at"),
        Index(
            "uq_work_session_running",
            "member_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    member_id: Mapped[int] = mapped_column(Id)
    started_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
