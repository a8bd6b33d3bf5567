"""What stands on the PDF of a quote, an order or an invoice, in the language that is spoken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from stepmark.automation.placeholders.printing import Amount, printed
from stepmark.catalogue.kinds import Kind
from stepmark.channels.documents.sheets import Fact, Grid, PaperSheet, Party
from stepmark.domain.invoices import Invoice
from stepmark.domain.line_totals import totals_of
from stepmark.platform.i18n import gettext as _
from stepmark.platform.i18n import locale, text_of
from stepmark.platform.money import Money, from_minor
from stepmark.platform.money_words import money_in_words
from stepmark.queries.lines import Lines
from stepmark.queries.parties import Parties

# Where invoices say in words as well what is to be paid.
_SPELLED_OUT = ("pl", "ru")


@dataclass(frozen=True)
class Printed:
    """A paper with all that stands on it."""

    kind: Kind
    paper: Any
    lines: Lines
    parties: Parties


def paper_sheet(given: Printed) -> PaperSheet:
    """The paper, written out."""
    paper, lines = given.paper, given.lines
    title = f"{text_of(given.kind.label)} {paper.number or ''}".strip()
    return PaperSheet(
        locale=locale(),
        title=title,
        footer=" · ".join(filter(None, (given.parties["seller"].get("name"), title))),
        subject=paper.name,
        stamp=_stamp(given),
        facts=list(_facts(given)),
        parties=[_party(_("Seller"), given.parties["seller"]), _party(_("Buyer"), given.parties["buyer"])],
        lines=_goods(lines) if lines.lines else None,
        taxes=_taxes(lines) if lines.totals.taxes else None,
        sums=list(_sums(given)),
        below=list(_below(given)),
        remarks=(_("Remarks"), paper.description) if paper.description else None,
    )


def _stamp(given: Printed) -> str:
    paper = given.paper
    is_stamped = paper.status == "cancelled" or (isinstance(paper, Invoice) and paper.is_draft)
    states = dict(next(field.choices for field in given.kind.system_fields if field.key == "status"))
    return str(text_of(states[paper.status])) if is_stamped else ""


def _facts(given: Printed) -> Iterator[Fact]:
    paper = given.paper
    due = _("Valid until") if given.kind.name == "quote" else _("Payment due")
    days = {_("Issued on"): paper.issued_on, due: paper.due_on, _("Paid on"): getattr(paper, "paid_on", None)}
    for label, day in days.items():
        if day is not None:
            yield label, printed(day)


def _party(role: str, values: Mapping[str, Any]) -> Party:
    if not values:
        return Party(role, _("Nobody yet."), ())
    details = [values["address"]] if values.get("address") else []
    if values.get("tax_number"):
        details.append(f"{_('Tax number')}: {values['tax_number']}")
    return Party(role, values["name"], details)


def _goods(lines: Lines) -> Grid:
    rows, currency = lines.lines, lines.currency
    columns = [
        (_("No."), [str(number) for number in range(1, len(rows) + 1)]),
        (_("Name"), [row.name for row in rows]),
        (_("Quantity"), [f"{printed(row.quantity)} {row.unit}".strip() for row in rows]),
        (_("Price (%(currency)s)") % {"currency": currency}, [_amount(row.price, currency) for row in rows]),
        (_("Discount (%%)") % {}, [printed(row.discount) for row in rows]),
        (_("Net"), [_amount(row.figures.net, currency) for row in rows]),
        (_("Tax rate (%%)") % {}, [_rate(row.tax_rate) for row in rows]),
        (_("Gross"), [_amount(row.figures.gross, currency) for row in rows]),
    ]
    if not any(row.discount for row in rows):
        del columns[4]
    return _grid(columns, wide=1)


def _taxes(lines: Lines) -> Grid:
    """What is sold at each rate, and the tax on it; the sums are of what the lines show."""
    rates = [rate for rate, _tax in lines.totals.taxes]
    parts = [totals_of([row.priced for row in lines.lines if row.tax_rate == rate], lines.currency) for rate in rates]
    columns = [
        (_("Tax rate (%%)") % {}, list(map(_rate, rates))),
        (_("Net"), [_amount(part.net, lines.currency) for part in parts]),
        (_("Tax"), [_amount(part.tax, lines.currency) for part in parts]),
        (_("Gross"), [_amount(part.gross, lines.currency) for part in parts]),
    ]
    return _grid(columns, wide=0)


def _grid(columns: Sequence[tuple[str, Sequence[str]]], *, wide: int) -> Grid:
    """The first columns are words, the others figures."""
    heads, cells = zip(*columns, strict=True)
    return Grid(heads, list(zip(*cells, strict=True)), list(range(wide + 1, len(heads))), wide)


def _sums(given: Printed) -> Iterator[Fact]:
    paper, lines = given.paper, given.lines
    if lines.lines:
        yield _("Net"), _money(lines.totals.net, lines.currency)
    if paper.gross_minor is not None:
        label = _("Amount due") if given.kind.is_paid and not paper.paid else _("Gross")
        yield label, _money(from_minor(paper.gross_minor, paper.currency), paper.currency)


def _below(given: Printed) -> Iterator[Fact]:
    paper, account = given.paper, given.parties["seller"].get("bank_account")
    if isinstance(paper, Invoice) and paper.gross_minor is not None and locale() in _SPELLED_OUT:
        due = Money(from_minor(paper.gross_minor, paper.currency), paper.currency)
        yield _("In words"), money_in_words(due, locale())
    if account and given.kind.is_paid and not paper.paid:
        yield _("Bank account"), account


def _rate(rate: Decimal | None) -> str:
    return "–" if rate is None else printed(rate)


def _amount(value: Decimal, currency: str) -> str:
    return _money(value, currency).removesuffix(f" {currency}")


def _money(value: Decimal, currency: str) -> str:
    return printed(Amount.of(Money(value, currency)))
