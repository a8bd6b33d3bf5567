"""Telegram: the workspace's bot, and the chats in which it tells members of things."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.record import Versioned
from stepmark.platform.mapping import Base, Id, Json, Numbered, Scoped, link
from stepmark.platform.sealing import Sealed


class TelegramBot(Versioned, Base):
    """The bot of a workspace, which has one at most. `name` is what Telegram calls it, empty until it was asked.

    `next_update` is the number of the first message that was not read yet. `trouble` says why it can't be used, if it
    can't. Whoever listens for it has it until `leased_until`.
    """

    __tablename__ = "telegram_bot"
    __table_args__ = (UniqueConstraint("workspace_id"),)

    name: Mapped[str] = mapped_column(String(64), default="")
    token: Mapped[str | None] = mapped_column(Sealed)
    url: Mapped[str] = mapped_column(String(2_000), default="")
    next_update: Mapped[int] = mapped_column(BigInteger, default=0)
    trouble: Mapped[Any] = mapped_column(Json, nullable=True)
    asked_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]


class TelegramLink(Numbered, Scoped, Base):
    """A member's chat with the bot; until there is one, the `code` by which it is found, good until `code_until`."""

    __tablename__ = "telegram_link"
    __table_args__ = (
        UniqueConstraint("workspace_id", "member_id"),
        link("member_id", "member", "CASCADE"),
        Index("ix_telegram_link_code", "workspace_id", "code", unique=True),
    )

    member_id: Mapped[int] = mapped_column(Id)
    code: Mapped[str | None] = mapped_column(String(64))
    code_until: Mapped[datetime | None]
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    chat_name: Mapped[str] = mapped_column(String(200), default="")
    linked_at: Mapped[datetime | None]
