"""What leaves the building: each thing that is sent, with every try to do so."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Json, Numbered, Scoped, link


class DeliveryState(StrEnum):
    """How a delivery stands. A waiting one is tried at `due_at`."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Delivery(Numbered, Scoped, Base):
    """One thing to be sent over a channel: a webhook's message, a mail, an SMS.

    `key` is the same at every try, so that the other side can tell a repetition. `via_id` is the channel's own row
    through which it goes, such as a webhook; `recipient` says in words where to. content: what the channel sends, with
    all placeholders filled in and without secrets. Of those with the same `lane` the older one goes first.
    `run_id` is the run that waits for it, and `place` its action there. `bounce` is what another server has said later
    of why it did not arrive.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("key"),
        Index("ix_delivery_via", "workspace_id", "channel", "via_id", "id"),
        Index("ix_delivery_record", "workspace_id", "kind", "record_id", "id"),
        Index("ix_delivery_run_id", "run_id"),
        Index(
            "ix_delivery_due",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_delivery_lane",
            "workspace_id",
            "lane",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    channel: Mapped[str] = mapped_column(String(20))
    via_id: Mapped[int | None] = mapped_column(Id)
    via_name: Mapped[str] = mapped_column(String(200), default="")
    key: Mapped[str] = mapped_column(String(60))
    recipient: Mapped[str] = mapped_column(String(2_000), default="")
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    lane: Mapped[str | None] = mapped_column(String(100))
    kind: Mapped[str | None] = mapped_column(String(20))
    record_id: Mapped[int | None] = mapped_column(Id)
    record_label: Mapped[str] = mapped_column(String(300), default="")
    run_id: Mapped[int | None] = mapped_column(Id)
    place: Mapped[str] = mapped_column(String(40), default="")
    rule_id: Mapped[int | None] = mapped_column(Id)
    rule_name: Mapped[str] = mapped_column(String(200), default="")
    member_id: Mapped[int | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(10), default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    reason: Mapped[Any] = mapped_column(Json, nullable=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    bounce: Mapped[str | None] = mapped_column(String(500))

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be sent."""
        return self.state == DeliveryState.WAITING


class DeliveryAttempt(Numbered, Scoped, Base):
    """One try. answer: what the other side said, as its channel tells it. `reason` is empty where it was taken."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (
        link("delivery_id", "delivery", "CASCADE"),
        Index("ix_delivery_attempt_delivery_id", "workspace_id", "delivery_id", "id"),
    )

    delivery_id: Mapped[int] = mapped_column(Id)
    at: Mapped[datetime]
    took_ms: Mapped[int]
    answer: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    reason: Mapped[Any] = mapped_column(Json, nullable=True)
