"""Notes, files and notices: what people write on records, and what they are told."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.record import Versioned
from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Json, Numbered, Scoped, link
from stepmark.platform.sealing import Sealed


class Note(Versioned, Base):
    """A text on a record, shown on its timeline."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_record", "workspace_id", "kind", "record_id", "id"),)

    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(Id)
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(Id)


class File(Versioned, Base):
    """An uploaded file; its content lies in the files folder under its SHA-256."""

    __tablename__ = "file"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        Index("ix_file_record", "workspace_id", "kind", "record_id", "id"),
        Index("ix_file_sha256", "sha256"),
    )

    kind: Mapped[str | None] = mapped_column(String(20))
    record_id: Mapped[int | None] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(300))
    size: Mapped[int] = mapped_column(BigInteger)
    content_type: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    author_id: Mapped[int | None] = mapped_column(Id)


class Notice(Numbered, Scoped, Base):
    """Something a member is told inside the product: a message's key with its values, translated when shown."""

    __tablename__ = "notice"
    __table_args__ = (
        link("member_id", "member", "CASCADE"),
        Index("ix_notice_member", "member_id", "read_at", "id"),
    )

    member_id: Mapped[int] = mapped_column(Id)
    message: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    kind: Mapped[str | None] = mapped_column(String(20))
    record_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]


class IdempotencyKey(Numbered, Scoped, Base):
    """A request that is done already, so that a repeated one changes nothing: what its verb returned, in the same
    transaction, and then its answer.
    """

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("workspace_id", "member_id", "key"),)

    member_id: Mapped[int] = mapped_column(Id)
    key: Mapped[str] = mapped_column(String(200))
    request_hash: Mapped[str] = mapped_column(String(64))
    result: Mapped[int | None] = mapped_column(Id)
    status: Mapped[int | None]
    # Answers may tell secrets, such as a webhook's new one.
    body: Mapped[str | None] = mapped_column(Sealed)
    at: Mapped[datetime] = mapped_column(default=now)
