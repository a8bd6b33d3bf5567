"""Lines while they are being edited in a form: what was typed, row by row, before any of it is kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from starlette.datastructures import FormData

from stepmark.catalogue.kinds import PRODUCT
from stepmark.domain.lines import MOST_LINES
from stepmark.domain.products import Product
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.platform.money import from_scaled
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.labels import label_rows
from stepmark.queries.lines import Lines
from stepmark.queries.names import named_exactly
from stepmark.queries.prices import prices_for
from stepmark.web.forms import text_of_form


@dataclass(frozen=True)
class LineDraft:
    """One row of the form, all of it as typed; `was` is the product that the row was last filled in from."""

    id: str = ""
    product_id: str = ""
    product_id_text: str = ""
    was: str = ""
    name: str = ""
    quantity: str = "1"
    unit: str = ""
    price: str = ""
    discount: str = ""
    tax_rate: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nobody has said what it is about."""
        return not (self.product_id or self.product_id_text or self.name or self.price)

    def raw(self) -> dict[str, object]:
        """As `set_lines` takes it: a product that was chosen just now fills in what is left empty."""
        own = {"id": int(self.id)} if self.id.isdecimal() and len(self.id) < 19 else {}
        typed = {key: getattr(self, key) for key in ("name", "quantity", "unit", "price", "discount", "tax_rate")}
        if self.product_id != self.was:
            typed = {key: text for key, text in typed.items() if text}
        return {**own, "product_id": self.product_id, **typed}


def stored_drafts(session: ScopedSession, actor: Actor, lines: Lines) -> list[LineDraft]:
    """The rows of lines that are there."""
    ids = {line.product_id for line in lines.lines if line.product_id}
    names = label_rows(session, actor, {"product": ids}).get("product", {})
    return [
        LineDraft(
            id=str(line.row_id),
            product_id=str(line.product_id or ""),
            product_id_text=names[line.product_id].name if line.product_id in names else "",
            was=str(line.product_id or ""),
            name=line.name,
            quantity=f"{line.quantity:f}",
            unit=line.unit,
            price=f"{line.price:f}",
            discount=f"{line.discount:f}" if line.discount else "",
            tax_rate="" if line.tax_rate is None else f"{line.tax_rate:f}",
        )
        for line in lines.lines
    ]


def sent_drafts(session: ScopedSession, actor: Actor, form: FormData) -> list[LineDraft]:
    """The rows that a form sent; without scripts a product comes by its name alone."""
    sent: list[LineDraft] = []
    while f"l{len(sent)}.quantity" in form and len(sent) <= MOST_LINES:
        prefix = f"l{len(sent)}."
        row = LineDraft(**{each.name: text_of_form(form, prefix + each.name).strip() for each in fields(LineDraft)})
        sent.append(_looked_up(session, actor, row))
    return sent


def rearranged(drafts: Sequence[LineDraft], do: str) -> list[LineDraft]:
    """The rows after a button of the form: `add`, or `up:2`, `down:2`, `remove:2` of a row by its number from 0."""
    rows, (verb, _colon, place) = list(drafts), do.partition(":")
    if verb == "add" and len(rows) < MOST_LINES:
        rows.append(LineDraft())
    at = int(place) if place.isdecimal() and len(place) < 4 else -1
    if not 0 <= at < len(rows):
        return rows
    if verb == "remove":
        del rows[at]
    elif verb in ("up", "down") and 0 <= (other := at + (1 if verb == "down" else -1)) < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    return rows


def filled_in(session: ScopedSession, actor: Actor, drafts: Sequence[LineDraft], record: Record) -> list[LineDraft]:
    """The rows whose product has just been chosen, with what the catalogue says of it."""
    return [_filled(session, actor, row, record) if row.product_id != row.was else row for row in drafts]


def input_of(place: str) -> str:
    """The input that a refusal is about: `l1.price` for `lines/2/price`."""
    found = re.fullmatch(r"lines/(\d+)/(\w+)", place)
    return f"l{int(found[1]) - 1}.{found[2]}" if found else place


def _looked_up(session: ScopedSession, actor: Actor, row: LineDraft) -> LineDraft:
    if not row.product_id_text:
        return replace(row, product_id="", was="")
    ids = {int(row.product_id)} if row.product_id.isdecimal() and len(row.product_id) < 19 else set()
    names = label_rows(session, actor, {"product": ids}).get("product", {})
    if any(label.name == row.product_id_text for label in names.values()):
        return row
    found = named_exactly(session, actor, PRODUCT, row.product_id_text)
    return replace(row, product_id=str(found or row.product_id_text))


def _filled(session: ScopedSession, actor: Actor, row: LineDraft, record: Record) -> LineDraft:
    is_id = row.product_id.isdecimal() and len(row.product_id) < 19
    product = session.get(Product, int(row.product_id)) if is_id else None
    if product is None or product.id not in label_rows(session, actor, {"product": [product.id]}).get("product", {}):
        return row
    price = prices_for(session, [product.id], record).of(product)
    return replace(
        row,
        was=row.product_id,
        product_id_text=product.name,
        name=product.name,
        unit=product.unit or "",
        price=_typed(price),
        tax_rate=_typed(None if product.tax_scaled is None else from_scaled(product.tax_scaled)),
    )


def _typed(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"
