"""Which record a duplicate was merged into, so that its old address leads there."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Scoped


class Merge(Scoped, Base):
    """A record in the recycle bin that was merged into another of its kind; gone when it is restored."""

    __tablename__ = "merge"
    __table_args__ = (Index("ix_merge_into", "workspace_id", "kind", "into_id"),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    record_id: Mapped[int] = mapped_column(Id, primary_key=True)
    into_id: Mapped[int] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=now)
