"""The record kinds and ids in paths: /companies/7. Other words and numbers beyond any id are no such page."""

import re
from typing import Annotated

from fastapi import Depends
from starlette.convertors import Convertor, register_url_convertor

from stepmark.catalogue.kinds import KINDS, SALES, Kind, kind_of, kind_of_record
from stepmark.domain.deals import Sale
from stepmark.domain.record import Record
from stepmark.web.paths import IdConvertor


class _Plural(Convertor[str]):
    regex = "|".join(kind.plural for kind in KINDS.values())

    def convert(self, value: str) -> str:
        """The word as it stands."""
        return value

    def to_string(self, value: str) -> str:
        """The word as it stands."""
        return value


class _WithFront(_Plural):
    regex = "|".join(kind.plural for kind in KINDS.values() if kind.front)


class _WithoutFront(_Plural):
    regex = "|".join(kind.plural for kind in KINDS.values() if not kind.front)


class _OfSales(_Plural):
    regex = "|".join(kind.plural for kind in SALES)


class _WithLines(_Plural):
    regex = "|".join(kind.plural for kind in KINDS.values() if kind.lines)


class _OfPapers(_Plural):
    regex = "|".join(kind.plural for kind in KINDS.values() if kind.is_paper)


class _Paid(_Plural):
    regex = "|".join(kind.plural for kind in KINDS.values() if kind.is_paid)


class _Payable(_Plural):
    regex = "|".join(kind.plural for kind in KINDS.values() if kind.takes_payments)


class _OfClients(_Plural):
    regex = "|".join(kind.plural for kind in KINDS.values() if kind.is_client)


register_url_convertor("plural", _Plural())
register_url_convertor("plural_of_sales", _OfSales())
register_url_convertor("plural_with_lines", _WithLines())
register_url_convertor("plural_of_papers", _OfPapers())
register_url_convertor("plural_paid", _Paid())
register_url_convertor("plural_payable", _Payable())
register_url_convertor("plural_of_clients", _OfClients())
register_url_convertor("plural_with_front", _WithFront())
register_url_convertor("plural_without_front", _WithoutFront())

# A record's own page and what hangs on it, as a pattern.
RECORD_URL = re.compile(rf"/(?P<plural>{_Plural.regex})/(?P<id>{IdConvertor.regex})(?:/|$)")
RECORDS = "/{plural:plural}"
# A kind's list: its first page, or the one behind its front page.
LIST = "/{plural:plural_without_front}"
LIST_BEHIND_FRONT = "/{plural:plural_with_front}/list"
RECORD = "/{plural:plural}/{record_id:id}"
RECORD_LINES = "/{plural:plural_with_lines}/{record_id:id}/lines"
# Deals or leads, and one of them.
BOARD = "/{sales:plural_of_sales}"
SALE = "/{sales:plural_of_sales}/{deal_id:id}"
# A quote, an order or an invoice; and of these what gets paid.
PAPER = "/{papers:plural_of_papers}/{paper_id:id}"
PAID = "/{papers:plural_paid}/{paper_id:id}"
# What clients can be sent a payment link for.
PAYABLE = "/{payables:plural_payable}/{record_id:id}"
# Companies or contacts, and one of them.
CLIENTS = "/{clients:plural_of_clients}"
CLIENT = "/{clients:plural_of_clients}/{client_id:id}"


async def _kind(plural: str) -> Kind:
    return kind_of(plural)


KindInPath = Annotated[Kind, Depends(_kind)]


async def _kind_of_sale(sales: str) -> Kind:
    return kind_of(sales)


KindOfSale = Annotated[Kind, Depends(_kind_of_sale)]


def path_of(record: Record) -> str:
    """A record's own page."""
    return f"/{kind_of_record(record).plural}/{record.id}"


def board_path(sale: Sale) -> str:
    """The board that a deal or lead is on."""
    return f"/{kind_of_record(sale).plural}?process={sale.process_id}"


async def _kind_of_client(clients: str) -> Kind:
    return kind_of(clients)


KindOfClient = Annotated[Kind, Depends(_kind_of_client)]


async def _kind_of_paper(papers: str) -> Kind:
    return kind_of(papers)


KindOfPaper = Annotated[Kind, Depends(_kind_of_paper)]


async def _kind_payable(payables: str) -> Kind:
    return kind_of(payables)


PayableKind = Annotated[Kind, Depends(_kind_payable)]
