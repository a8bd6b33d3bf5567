"""The world in which conditions are asked: which day it is, what money is worth, who is asking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from stepmark.platform.money import Money, precision


@dataclass(frozen=True)
class Context:
    """`today` is the workspace's local day, which a catching-up sweep sets apart from `now`.

    `rates` gives units of the workspace's currency for one unit of another. `member_id` is whom "me" means.
    """

    today: date
    now: datetime
    time_zone: str = "UTC"
    currency: str = "EUR"
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    member_id: int | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The workspace's time zone."""
        return ZoneInfo(self.time_zone)

    def rate(self, currency: str) -> Fraction | None:
        """What one unit is worth in the workspace's currency; None where nobody has said so."""
        if currency == self.currency:
            return Fraction(1)
        rate = self.rates.get(currency)
        return Fraction(rate) if rate is not None and rate > 0 else None

    def converted(self, money: Money, currency: str) -> Fraction | None:
        """The amount in minor units of another currency, exactly; None without a rate."""
        if money.currency == currency:
            return Fraction(money.minor)
        given, wanted = self.rate(money.currency), self.rate(currency)
        if given is None or wanted is None:
            return None
        return Fraction(money.amount) * given / wanted * Fraction(10) ** precision(currency)
