"""The lines of a record with what they come to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.domain.line_totals import Figures, Priced, Totals, figures_of, totals_of
from stepmark.domain.lines import Line
from stepmark.domain.record import Record
from stepmark.platform.money import from_minor, from_scaled


@dataclass(frozen=True)
class LineShape:
    """One line with its numbers as people write them; `row_id` is None while it is not kept yet."""

    name: str
    quantity: Decimal
    price: Decimal
    currency: str
    product_id: int | None = None
    unit: str = ""
    discount: Decimal = Decimal(0)
    tax_rate: Decimal | None = None
    rule_id: int | None = None
    row_id: int | None = None

    @property
    def priced(self) -> Priced:
        """What its figures follow from."""
        return Priced(self.quantity, self.price, self.discount, self.tax_rate)

    @cached_property
    def figures(self) -> Figures:
        """What it comes to."""
        return figures_of(self.priced, self.currency)

    def json(self) -> dict[str, Any]:
        """As the history keeps it and `set_lines` takes it: numbers as texts, so that they stay exact."""
        whose = {"rule_id": self.rule_id} if self.rule_id else {}
        return {
            "product_id": self.product_id,
            "name": self.name,
            "quantity": f"{self.quantity:f}",
            "unit": self.unit,
            "price": f"{self.price:f}",
            "discount": f"{self.discount:f}",
            "tax_rate": None if self.tax_rate is None else f"{self.tax_rate:f}",
            **whose,
        }


@dataclass(frozen=True)
class Lines:
    """All lines of one record in their order."""

    lines: Sequence[LineShape]
    currency: str
    keeps_amount: bool

    @cached_property
    def totals(self) -> Totals:
        """What they come to together."""
        return totals_of([line.priced for line in self.lines], self.currency)


def lines_of(session: Session, kind: Kind, record: Record) -> Lines:
    """The lines of a record of a kind that has some, in one statement."""
    return lines_by_record(session, kind, [record])[record.id]


def lines_by_record(session: Session, kind: Kind, records: Sequence[Any]) -> dict[int, Lines]:
    """The same for several records, by their ids."""
    query = select(Line).where(Line.kind == kind.name, Line.record_id.in_([record.id for record in records]))
    rows: dict[int, list[Line]] = defaultdict(list)
    for row in session.scalars(query.order_by(Line.position, Line.id)):
        rows[row.record_id].append(row)
    return {
        record.id: Lines(
            [line_shape(row, record.currency) for row in rows[record.id]], record.currency, record.amount_from_lines
        )
        for record in records
    }


def line_rows(session: Session, kind: Kind, record_id: int) -> list[Line]:
    """The rows themselves."""
    query = select(Line).where(Line.kind == kind.name, Line.record_id == record_id)
    return list(session.scalars(query.order_by(Line.position, Line.id)))


def line_shape(row: Line, currency: str) -> LineShape:
    """A row with its numbers as people write them."""
    return LineShape(
        row_id=row.id,
        product_id=row.product_id,
        name=row.name,
        quantity=from_scaled(row.quantity),
        unit=row.unit,
        price=from_minor(row.price, currency),
        discount=from_scaled(row.discount),
        tax_rate=None if row.tax_rate is None else from_scaled(row.tax_rate),
        rule_id=row.rule_id,
        currency=currency,
    )


def lines_in_words(told: Any) -> str | None:
    """Lines as an event tells of them, for reading: "2 × GTX Pro, 1 h × Training"; None for none."""
    if not isinstance(told, list) or not told:
        return None
    amounts = ((f"{line.get('quantity')} {line.get('unit') or ''}".strip(), line.get("name")) for line in told)
    return ", ".join(f"{amount} × {name}" for amount, name in amounts)
