"""The numbers of quotes, orders and invoices: how a workspace writes them, and the last one of each year."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.i18n import Text, _
from stepmark.platform.mapping import Base, Json, Numbered, Scoped

MOST_CHARACTERS = 40
FORMATS: Mapping[str, str] = {
    "quote": "Q {number}/{month}/{year}",
    "order": "O {number}/{month}/{year}",
    "invoice": "FV {number}/{month}/{year}",
}
_PLACE = re.compile(r"\{(\w*)\}")
_PLACES = frozenset({"number", "month", "year"})


class PaperSeries(Numbered, Scoped, Base):
    """The last number of one kind in one year. Whoever takes the next one holds this row until the change ends."""

    __tablename__ = "paper_series"
    __table_args__ = (UniqueConstraint("workspace_id", "kind", "year"),)

    kind: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)


class PaperSettings(Numbered, Scoped, Base):
    """What a workspace's papers say of the seller, how their numbers are written, and in how many days one pays.

    `seller` has name, address, tax_number and bank_account; `formats` is by record kind.
    """

    __tablename__ = "paper_settings"
    __table_args__ = (UniqueConstraint("workspace_id"),)

    seller: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    formats: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    payment_days: Mapped[int] = mapped_column(default=14)
    version: Mapped[int] = mapped_column(default=1)

    def format_of(self, kind: str) -> str:
        """How numbers of a kind are written."""
        return str(self.formats.get(kind) or FORMATS[kind])


def written_number(template: str, number: int, day: date) -> str:
    """The number as the workspace writes it; the month has two digits, so that no two numbers read alike."""
    values = {"number": str(number), "month": f"{day.month:02}", "year": f"{day.year:04}"}
    return _PLACE.sub(lambda found: values[found[1]], template)


def format_fault(template: str) -> Text | None:
    """What is wrong with a way of writing numbers; None if nothing is."""
    places = {found[1] for found in _PLACE.finditer(template)}
    if places - _PLACES or "{" in _PLACE.sub("", template) or "}" in _PLACE.sub("", template):
        return _("Only {number}, {month} and {year} may stand in braces.")
    if not {"number", "year"} <= places:
        return _("It must have {number} and {year} in it, so that no two numbers are the same.")
    if len(template) > MOST_CHARACTERS:
        return _("At most %(limit)s characters are allowed.", limit=MOST_CHARACTERS)
    return None
