"""What happened: audit log, timeline, source of rules and of undo in one table."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Json, Numbered, Scoped


class History(Numbered, Scoped, Base):
    """One event. It outlives its record and its actor, so it keeps their names and points at nothing.

    change_id: what one person did at once, with all that followed from it; None in rows older than undo.
    changes: {field: [before, after]} in JSON values. cause: {"kind": "person"|"field"|"tasks"|"import"|…, …}.
    """

    __tablename__ = "history"
    __table_args__ = (
        Index("ix_history_record", "workspace_id", "kind", "record_id", "id"),
        Index("ix_history_deal", "workspace_id", "deal_id", "id"),
        Index("ix_history_change", "workspace_id", "change_id", "id"),
    )

    at: Mapped[datetime] = mapped_column(default=now)
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(Id)
    record_label: Mapped[str] = mapped_column(String(300), default="")
    record_version: Mapped[int | None]
    deal_id: Mapped[int | None] = mapped_column(Id)
    actor_id: Mapped[int | None] = mapped_column(Id)
    actor_name: Mapped[str] = mapped_column(String(200), default="")
    changes: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    cause: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    change_id: Mapped[int | None] = mapped_column(Id)
