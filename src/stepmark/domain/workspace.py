"""One company's data, users, plan, time zone and currency."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Numbered


class Visibility(StrEnum):
    """What salespeople see of other people's records."""

    ALL = "all"
    TEAM = "team"
    OWN = "own"


class Workspace(Numbered, Base):
    """The root of every scoped row. A deal to which nothing has happened for `stale_days` is marked on the board.

    It works on `work_days` (0 is Monday) from `work_from` to `work_to`, in minutes since midnight. Periodic rules run
    at `sweep_hour` on its clock. `rates` are those of its exchange rates that count, by currency, beside what every
    request reads anyway: conditions ask for them all the time. `field_access` says which fields are hidden from which
    role, or read-only for it, see `domain.field_access`: it comes with whoever acts, so nothing can read without it.
    `constants` are kept there for the same reason, by key, with name, type and value.
    """

    __tablename__ = "workspace"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    plan: Mapped[str] = mapped_column(String(40), default="enterprise")
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    locale: Mapped[str] = mapped_column(String(5), default="en")
    visibility: Mapped[str] = mapped_column(String(10), default=Visibility.ALL)
    stale_days: Mapped[int] = mapped_column(default=14)
    work_days: Mapped[list[Any]] = mapped_column(default=lambda: list(range(5)))
    work_from: Mapped[int] = mapped_column(default=9 * 60)
    work_to: Mapped[int] = mapped_column(default=17 * 60)
    sweep_hour: Mapped[int] = mapped_column(default=12)
    rates: Mapped[dict[str, Any]] = mapped_column(default=dict)
    field_access: Mapped[dict[str, Any]] = mapped_column(default=dict)
    constants: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)
    automation_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def exchange_rates(self) -> dict[str, Decimal]:
        """What one unit of each other currency is worth in the workspace's."""
        return {currency: Decimal(rate) for currency, rate in self.rates.items()}
