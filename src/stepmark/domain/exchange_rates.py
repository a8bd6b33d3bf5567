"""What other currencies are worth in the workspace's own."""

from datetime import date

from sqlalchemy import Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.mapping import Base, Numbered, Scoped

# A comparison of amounts names each of them in SQL: 200 comparisons of all currencies took minutes to compile.
MOST_RATES = 40


class ExchangeRate(Numbered, Scoped, Base):
    """The newest known rate of a currency: what one unit is worth in `base`, as an exact decimal, on a day.

    `source` is the bank whose file it came from, or empty. One whose `base` the workspace has left counts no more.
    """

    __tablename__ = "exchange_rate"
    __table_args__ = (UniqueConstraint("workspace_id", "currency"),)

    currency: Mapped[str] = mapped_column(String(3))
    base: Mapped[str] = mapped_column(String(3))
    rate: Mapped[str] = mapped_column(String(40))
    day: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(40), default="")
