"""Webhooks in: private addresses at which other systems tell of things, and what came in there."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.record import Versioned
from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Json, Numbered, Scoped, link
from stepmark.platform.sealing import Sealed


class Missing(StrEnum):
    """What is done where no record is found by `find_by`."""

    CREATE = "create"
    REFUSE = "refuse"
    IGNORE = "ignore"


class CallOutcome(StrEnum):
    """What came of a call."""

    CREATED = "created"
    CHANGED = "changed"
    IGNORED = "ignored"
    BARRED = "barred"
    REFUSED = "refused"


class IncomingWebhook(Versioned, Base):
    """One address; it is found by the hash of its token before any workspace is.

    fields: [{"path": "customer.email", "field": "emails"}, …]: where in what comes in each field's value stands; the
    field "id" is the record's id. A record is found by the value of `find_by`, a field's key or "id"; without one each
    call makes a new record. With a `secret` only calls signed as Standard Webhooks are will do. What comes in acts with
    the rights of the member `owner_id`.
    """

    __tablename__ = "incoming_webhook"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("token_hash"),
        link("owner_id", "member"),
        Index("ix_incoming_webhook_owner_id", "owner_id"),
    )

    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    token: Mapped[str | None] = mapped_column(Sealed)
    token_hash: Mapped[str] = mapped_column(String(64))
    fields: Mapped[list[Any]] = mapped_column(Json, default=list)
    find_by: Mapped[str] = mapped_column(String(100), default="")
    missing: Mapped[str] = mapped_column(String(10), default=Missing.CREATE)
    secret: Mapped[str | None] = mapped_column(Sealed)
    is_signed: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[int | None] = mapped_column(Id)
    active: Mapped[bool] = mapped_column(default=True)
    used_at: Mapped[datetime | None]


class IncomingCall(Numbered, Scoped, Base):
    """One call. `key` is the caller's own name for it, by which a repetition is told; `body` is what came in."""

    __tablename__ = "incoming_call"
    __table_args__ = (
        link("webhook_id", "incoming_webhook", "CASCADE"),
        UniqueConstraint("webhook_id", "key"),
        Index("ix_incoming_call_webhook_id", "workspace_id", "webhook_id", "id"),
        Index("ix_incoming_call_at", "workspace_id", "at"),
    )

    webhook_id: Mapped[int] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=now)
    key: Mapped[str | None] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[Any] = mapped_column(Json, nullable=True)
    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int | None] = mapped_column(Id)
    record_label: Mapped[str] = mapped_column(String(300), default="")
