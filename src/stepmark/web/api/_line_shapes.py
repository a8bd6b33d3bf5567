"""The lines of a record as programs read and write them; numbers are texts, so that they stay exact."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.domain.lines import MOST_LINES
from stepmark.queries.lines import Lines, LineShape, lines_of
from stepmark.web.api._bodies import RowId

_Number = Annotated[Any, WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}, {"type": "null"}]})]


class NewLine(BaseModel):
    """One line. What is left out is the product's; with the `id` of a line that is there it stays that line."""

    model_config = ConfigDict(extra="forbid")

    id: RowId | None = None
    product_id: RowId | None = None
    name: str | None = None
    quantity: _Number = Field(default=1)
    unit: str | None = None
    price: _Number = Field(default=None, description="For one unit, without tax, in the record's currency.")
    discount: _Number = Field(default=None, description="In percent.")
    tax_rate: _Number = Field(default=None, description="In percent.")


class NewLines(BaseModel):
    """All lines of a record in their order."""

    model_config = ConfigDict(extra="forbid")

    lines: list[NewLine] = Field(max_length=MOST_LINES)
    amount_from_lines: bool | None = Field(default=None, description="Whether the amount is their net total from now.")


class LineOut(BaseModel):
    """One line with what it comes to."""

    id: RowId
    product_id: RowId | None
    name: str
    quantity: str
    unit: str
    price: str
    discount: str
    tax_rate: str | None
    net: str
    tax: str
    gross: str


class TaxOut(BaseModel):
    """The tax of one rate."""

    rate: str
    tax: str


class TotalsOut(BaseModel):
    """What all lines come to."""

    net: str
    taxes: list[TaxOut]
    tax: str
    gross: str


class LinesOut(BaseModel):
    """The lines of a record."""

    lines: list[LineOut]
    totals: TotalsOut
    currency: str
    amount_from_lines: bool
    version: int


def lines_shape(session: Session, kind: Kind, record_id: int) -> dict[str, Any]:
    """The lines of a record that the caller is known to see."""
    record = session.get_one(kind.model, record_id)
    lines = lines_of(session, kind, record)
    return {
        "lines": [_line(line) for line in lines.lines],
        "totals": _totals(lines),
        "currency": lines.currency,
        "amount_from_lines": lines.keeps_amount,
        "version": record.version,
    }


def _line(line: LineShape) -> dict[str, Any]:
    figures = {"net": line.figures.net, "tax": line.figures.tax, "gross": line.figures.gross}
    told = {key: value for key, value in line.json().items() if key != "rule_id"}
    return {"id": line.row_id, **told, **{key: f"{value:f}" for key, value in figures.items()}}


def _totals(lines: Lines) -> dict[str, Any]:
    totals = lines.totals
    taxes = [{"rate": f"{rate:f}", "tax": f"{tax:f}"} for rate, tax in totals.taxes]
    return {"net": f"{totals.net:f}", "taxes": taxes, "tax": f"{totals.tax:f}", "gross": f"{totals.gross:f}"}
