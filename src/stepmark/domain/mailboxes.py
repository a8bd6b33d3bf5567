"""Mailboxes: the addresses that mail is sent from, and the servers that take it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.record import Versioned
from stepmark.platform.mapping import Base, Id, Json, link
from stepmark.platform.sealing import Sealed


class Mailbox(Versioned, Base):
    """One address. It is the workspace's, or one member's own; one of the workspace's is the standard one.

    `security` is one of `channels.smtp.Security`. `traces` lets its mails tell whether they are opened and their links
    clicked. `trouble` says why the last mail was not taken, if it was not.
    With an `imap_host` what comes in is read there, with the same login: in `imap_folder`, next at `read_at`, from
    `last_uid` on as long as the folder has the same `uid_validity`. `read_trouble` says why that did not work.
    """

    __tablename__ = "mailbox"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        link("member_id", "member", "CASCADE"),
        Index("ix_mailbox_member_id", "member_id"),
        Index(
            "uq_mailbox_standard",
            "workspace_id",
            unique=True,
            sqlite_where=text("is_standard"),
            postgresql_where=text("is_standard"),
        ),
    )

    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(320))
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    host: Mapped[str] = mapped_column(String(255))
    port: Mapped[int]
    security: Mapped[str] = mapped_column(String(10))
    login: Mapped[str] = mapped_column(String(320), default="")
    password: Mapped[str | None] = mapped_column(Sealed)
    member_id: Mapped[int | None] = mapped_column(Id)
    is_standard: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    traces: Mapped[bool] = mapped_column(default=False)
    trouble: Mapped[Any] = mapped_column(Json, nullable=True)
    trouble_at: Mapped[datetime | None]
    imap_host: Mapped[str | None] = mapped_column(String(255))
    imap_port: Mapped[int | None]
    imap_security: Mapped[str | None] = mapped_column(String(10))
    imap_folder: Mapped[str | None] = mapped_column(String(200))
    uid_validity: Mapped[int | None] = mapped_column(BigInteger)
    last_uid: Mapped[int | None] = mapped_column(BigInteger)
    read_at: Mapped[datetime | None]
    read_trouble: Mapped[Any] = mapped_column(Json, nullable=True)

    @property
    def can_sign_in(self) -> bool:
        """Whether its password can still be read, if it needs one."""
        return not self.login or self.password is not None
