"""Quotes, orders and invoices as tests write them."""

from typing import Any

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.invoices import issue_invoice
from stepmark.commands.lines import set_lines
from stepmark.commands.records import create_record
from stepmark.domain.invoices import Invoice
from stepmark.domain.rights import Actor
from tests.cast import Cast
from tests.support.people import rows

QUOTE, ORDER, INVOICE = (KINDS[name] for name in ("quote", "order", "invoice"))


def paper(cast: Cast, kind: Kind, *, lines: Any = (), by: Actor | None = None, **values: Any) -> int:
    """A paper with these lines, for a company of its own unless it is said for whom it is."""
    company = {} if {"company_id", "contact_id", "deal_id"} & values.keys() else {"company_id": cast.company()}
    paper_id = int(cast.run(create_record, kind, {"name": "Windows", "amount": "100", **company, **values}, by=by))
    if lines:
        cast.run(set_lines, kind, paper_id, lines, by=by)
    return paper_id


def invoice(cast: Cast, *, issued: bool = False, **values: Any) -> int:
    """An invoice of 100, as a draft or issued."""
    invoice_id = paper(cast, INVOICE, **{"company_id": cast.company(), **values})
    if issued:
        cast.run(issue_invoice, invoice_id)
    return invoice_id


def numbers(cast: Cast) -> list[str | None]:
    """The numbers of all invoices, in the order in which they were made."""
    return [each.number for each in rows(cast, Invoice)]
