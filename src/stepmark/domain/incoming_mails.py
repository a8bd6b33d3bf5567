"""Mails that came into a mailbox, so that each is taken once."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Numbered, Scoped, link


class IncomingMail(Numbered, Scoped, Base):
    """One mail. `key` is the hash of its own id; `message_id` the message that was made of it, none for a report."""

    __tablename__ = "incoming_mail"
    __table_args__ = (
        link("mailbox_id", "mailbox", "CASCADE"),
        UniqueConstraint("mailbox_id", "key"),
        Index("ix_incoming_mail_at", "workspace_id", "at"),
    )

    mailbox_id: Mapped[int] = mapped_column(Id)
    key: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=now)
