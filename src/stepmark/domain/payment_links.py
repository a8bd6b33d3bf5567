"""Payment links: pages where a client pays a certain amount, and what payment providers have told of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Date, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.record import Versioned
from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Numbered, Scoped, link
from stepmark.platform.sealing import Sealed

TRANSFER, STRIPE = "transfer", "stripe"
# What the history calls sums of money that came or went.
PAYMENT_KEYS = frozenset({"payment_minor", "payment_currency"})


class LinkState(StrEnum):
    """How a link stands."""

    OPEN = "open"
    PAID = "paid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REFUNDED = "refunded"


class LinkEnd(StrEnum):
    """Why a link has expired."""

    TIME = "time"
    CHANGED = "changed"
    PAID_OTHERWISE = "paid"
    GONE = "gone"


class PaymentLink(Versioned, Base):
    """What a client sees and pays: a copy of the record's amount and lines, which never changes.

    `lines` are {name, quantity, unit, net, gross}, texts all; `payee` has name, address, iban and bic. `token` opens
    the page and is found by its hash. `checkout` is a session of the provider's that is still open: {id, url, until},
    and `checkouts` how many there were. `paid_via` is TRANSFER or STRIPE, `payment_id` the provider's name of the
    payment.
    """

    __tablename__ = "payment_link"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        Index("ix_payment_link_record", "workspace_id", "kind", "record_id", "id"),
        Index(
            "ix_payment_link_open",
            "workspace_id",
            "kind",
            "record_id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(Id)
    title: Mapped[str] = mapped_column(String(400))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    lines: Mapped[list[Any]]
    payee: Mapped[dict[str, Any]]
    due_on: Mapped[date | None] = mapped_column(Date)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    token: Mapped[str | None] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(10), default=LinkState.OPEN)
    reason: Mapped[str | None] = mapped_column(String(20))
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    checkout: Mapped[dict[str, Any] | None]
    checkouts: Mapped[int] = mapped_column(default=0)
    paid_on: Mapped[date | None] = mapped_column(Date)
    paid_via: Mapped[str | None] = mapped_column(String(20))
    payment_id: Mapped[str | None] = mapped_column(String(255))
    refunded_minor: Mapped[int] = mapped_column(BigInteger, default=0)

    def state_at(self, moment: datetime) -> LinkState:
        """How it stands at a moment: an open one expires by itself."""
        if self.state == LinkState.OPEN and self.expires_at <= moment:
            return LinkState.EXPIRED
        return LinkState(self.state)

    @property
    def is_paid(self) -> bool:
        """Whether it was paid, whatever became of the money."""
        return self.state in (LinkState.PAID, LinkState.REFUNDED)


class PaymentEvent(Numbered, Scoped, Base):
    """One message of a payment provider, which may send it twice. `verdict` says what became of it."""

    __tablename__ = "payment_event"
    __table_args__ = (
        UniqueConstraint("workspace_id", "provider", "event_id"),
        link("link_id", "payment_link", "CASCADE"),
        Index("ix_payment_event_link_id", "link_id"),
    )

    provider: Mapped[str] = mapped_column(String(20))
    event_id: Mapped[str] = mapped_column(String(255))
    link_id: Mapped[int] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[str] = mapped_column(String(20))
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="")
    at: Mapped[datetime] = mapped_column(default=now)


class PaymentSettings(Numbered, Scoped, Base):
    """How a workspace is paid: by transfer to an account, and through Stripe where that is switched on.

    `hook_token` is in the address that Stripe calls; it is found by its hash before any workspace is.
    """

    __tablename__ = "payment_settings"
    __table_args__ = (UniqueConstraint("workspace_id"),)

    payee_name: Mapped[str] = mapped_column(String(200), default="")
    payee_address: Mapped[str] = mapped_column(String(500), default="")
    iban: Mapped[str] = mapped_column(String(34), default="")
    bic: Mapped[str] = mapped_column(String(11), default="")
    link_days: Mapped[int] = mapped_column(default=30)
    stripe_key: Mapped[str | None] = mapped_column(Sealed)
    stripe_secret: Mapped[str | None] = mapped_column(Sealed)
    stripe_on: Mapped[bool] = mapped_column(default=False)
    hook_token: Mapped[str | None] = mapped_column(Sealed)
    hook_token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def takes_transfers(self) -> bool:
        """Whether a client can be told where to transfer to."""
        return bool(self.iban)

    @property
    def takes_cards(self) -> bool:
        """Whether Stripe can be asked, and its messages be believed."""
        return self.stripe_on and self.stripe_key is not None and self.stripe_secret is not None
