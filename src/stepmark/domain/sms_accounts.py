"""SMS accounts: what the workspace has with providers that send SMS."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.record import Versioned
from stepmark.platform.mapping import Base, Json
from stepmark.platform.sealing import Sealed


class SmsAccount(Versioned, Base):
    """One account. `provider` is one of `channels.sms.PROVIDERS`, which says what `settings` hold; one is the standard.

    `senders` are the names that an SMS may come from, the usual one first. `country` is that of numbers without a
    prefix. With `transliterate` texts are written in letters that cost less. `trouble` says why the last SMS was not
    taken, if it was not.
    """

    __tablename__ = "sms_account"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        Index(
            "uq_sms_account_standard",
            "workspace_id",
            unique=True,
            sqlite_where=text("is_standard"),
            postgresql_where=text("is_standard"),
        ),
    )

    name: Mapped[str] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(20))
    settings: Mapped[dict[str, Any]] = mapped_column(Json)
    secret: Mapped[str | None] = mapped_column(Sealed)
    senders: Mapped[list[Any]] = mapped_column(Json)
    country: Mapped[str] = mapped_column(String(2), default="")
    transliterate: Mapped[bool] = mapped_column(default=False)
    is_standard: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    trouble: Mapped[Any] = mapped_column(Json, nullable=True)
    trouble_at: Mapped[datetime | None]

    @property
    def is_readable(self) -> bool:
        """Whether its secret can still be read; where there is none, an empty one is kept."""
        return self.secret is not None

    @property
    def usual_sender(self) -> str:
        """Whom an SMS comes from unless said otherwise; empty for whatever the provider chooses."""
        return str(self.senders[0]) if self.senders else ""
