"""Webhooks: addresses of other systems that are told of what happens here."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.record import Versioned
from stepmark.platform.mapping import Base
from stepmark.platform.sealing import Sealed


class Webhook(Versioned, Base):
    """One address. What is sent there is signed with `secret`, and with `old_secret` besides until `old_until`.

    `failing_since` is when it began to fail at every try; `off_reason` says why the product itself switched it off.
    """

    __tablename__ = "webhook"
    __table_args__ = (UniqueConstraint("workspace_id", "id"),)

    name: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(2_000))
    secret: Mapped[str | None] = mapped_column(Sealed)
    old_secret: Mapped[str | None] = mapped_column(Sealed)
    old_until: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    off_reason: Mapped[str | None] = mapped_column(String(40))
    failing_since: Mapped[datetime | None]

    def secrets_at(self, moment: datetime) -> tuple[str, ...]:
        """What signs a message of that moment, the newest first."""
        is_old_good = self.old_secret is not None and self.old_until is not None and moment < self.old_until
        return tuple(each for each in (self.secret, self.old_secret if is_old_good else None) if each is not None)
