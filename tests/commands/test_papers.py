"""Quotes, orders and invoices: their numbers, what they come to, and what of them stays."""

from typing import Any

import pytest

from stepmark.catalogue.kinds import COMPANY, Kind
from stepmark.commands.archive import archive_record
from stepmark.commands.bin import purge_record
from stepmark.commands.invoices import cancel_invoice, issue_invoice
from stepmark.commands.lines import set_lines
from stepmark.commands.paper_settings import update_paper_settings
from stepmark.commands.payments import mark_paid
from stepmark.commands.purge import purge_bin
from stepmark.commands.records import create_record, delete_record, restore_record, update_record
from stepmark.commands.requisites import set_requisites
from stepmark.commands.undo import undo_change
from stepmark.domain.invoices import Invoice
from stepmark.domain.orders import Order
from stepmark.domain.quotes import Quote
from stepmark.domain.workspace import Workspace
from stepmark.platform import clock
from stepmark.platform.errors import Invalid, Problem
from tests.cast import Cast
from tests.support.papers import INVOICE, ORDER, QUOTE, invoice, numbers, paper
from tests.support.people import row

TILES = {"name": "Tiles", "quantity": "3", "price": "10.10", "tax_rate": "23"}
BOOK = {"name": "Book", "quantity": "1", "price": "20", "tax_rate": "5"}


@pytest.fixture(autouse=True)
def _day() -> None:
    clock.set_clock("2026-11-22T09:00:00")


@pytest.mark.parametrize(("kind", "first"), [(QUOTE, "Q 1/11/2026"), (ORDER, "O 1/11/2026")])
def test_quotes_and_orders_have_their_number_at_once_and_begin_anew_each_year(
    cast: Cast, kind: Kind, first: str
) -> None:
    made = [paper(cast, kind), paper(cast, kind, issued_on="2027-01-01"), paper(cast, kind)]
    found = [row(cast, kind.model, each).number for each in made]  # type: ignore[attr-defined]  # papers have one
    assert found == [first, first.replace("11/2026", "01/2027"), first.replace("1/11", "2/11")]


def test_an_invoice_gets_its_number_when_it_is_issued(cast: Cast) -> None:
    drafts = [invoice(cast) for _each in range(3)]
    assert numbers(cast) == [None, None, None]
    for each in (drafts[2], drafts[0], drafts[0]):
        cast.run(issue_invoice, each)
    assert numbers(cast) == ["FV 2/11/2026", None, "FV 1/11/2026"]
    issued = row(cast, Invoice, drafts[2])
    assert (issued.status, str(issued.issued_on), str(issued.due_on)) == ("issued", "2026-11-22", "2026-12-06")
    assert issued.label == "FV 1/11/2026 · Windows"


def test_a_refused_invoice_takes_no_number(cast: Cast) -> None:
    empty = paper(cast, INVOICE, amount="")
    with pytest.raises(Invalid, match="Add products"):
        cast.run(issue_invoice, empty)
    stranger = cast.run(create_record, INVOICE, {"name": "For nobody", "amount": "1"})
    with pytest.raises(Invalid, match="that the invoice is for"):
        cast.run(issue_invoice, stranger)
    late = invoice(cast, issued_on="2026-11-20", due_on="2026-11-19")
    with pytest.raises(Invalid, match="before the invoice is issued"):
        cast.run(issue_invoice, late)
    invoice(cast, issued=True)
    assert numbers(cast)[-1] == "FV 1/11/2026"


def test_an_issued_invoice_stays_what_it_is(cast: Cast) -> None:
    issued = invoice(cast, issued=True)
    for values in (
        {"name": "Doors"},
        {"company_id": cast.company("Other")},
        {"amount": "1"},
        {"currency": "USD"},
        {"issued_on": "2026-11-01"},
        {"due_on": None},
    ):
        with pytest.raises(Invalid, match="Cancel it, and issue a new invoice"):
            cast.run(update_record, INVOICE, issued, values)
    with pytest.raises(Invalid, match="Cancel it"):
        cast.run(set_lines, INVOICE, issued, [TILES])
    cast.change("invoice", issued, description="Thank you", responsible_id=cast.boris.member_id)
    assert row(cast, Invoice, issued).description == "Thank you"
    derived: Any
    for derived in ({"number": "7"}, {"status": "paid"}, {"paid": True}, {"gross": "7"}):
        with pytest.raises(Invalid, match="can't be set here"):
            cast.run(update_record, INVOICE, issued, derived)


def test_it_is_not_deleted_but_cancelled_and_keeps_its_number(cast: Cast) -> None:
    issued, draft = invoice(cast, issued=True), invoice(cast)
    with pytest.raises(Problem, match="Cancel or archive it"):
        cast.run(delete_record, INVOICE, issued)
    with pytest.raises(Problem, match="Delete it"):
        cast.run(cancel_invoice, draft)
    cast.run(cancel_invoice, issued)
    with pytest.raises(Problem, match="can't be deleted"):
        cast.run(delete_record, INVOICE, issued)
    with pytest.raises(Problem, match="does not exist"):
        cast.run(purge_record, INVOICE, issued)
    with pytest.raises(Problem, match="Make a new invoice"):
        cast.run(issue_invoice, issued)
    cast.run(archive_record, INVOICE, issued)
    cast.run(delete_record, INVOICE, draft)
    clock.set_clock("2028-01-01T09:00:00")
    assert cast.run(purge_bin, 30) == 1
    assert numbers(cast) == ["FV 1/11/2026"]


def test_the_buyer_stays_on_the_invoice_when_the_company_is_gone(cast: Cast) -> None:
    company = cast.company("ACME")
    cast.run(set_requisites, COMPANY, company, {"company": {"legal_name": "ACME S.A.", "tax_number": "526-000-12-46"}})
    cast.run(update_paper_settings, {"seller.name": "Baltic Sales sp. z o.o.", "seller.bank_account": "PL 61 1090"})
    issued = invoice(cast, company_id=company, issued=True)
    cast.run(delete_record, COMPANY, company)
    cast.run(purge_record, COMPANY, company)
    assert row(cast, Invoice, issued).parties == {
        "seller": {"name": "Baltic Sales sp. z o.o.", "bank_account": "PL 61 1090"},
        "buyer": {"name": "ACME S.A.", "tax_number": "526-000-12-46"},
    }


@pytest.mark.parametrize("kind", [QUOTE, ORDER, INVOICE])
def test_what_it_comes_to_follows_its_lines(cast: Cast, kind: Kind) -> None:
    made = paper(cast, kind)
    assert _sums(cast, kind, made) == (10_000, 10_000)
    cast.run(set_lines, kind, made, [TILES, BOOK], keeps_amount=False)
    assert _sums(cast, kind, made) == (5_030, 5_827)
    with pytest.raises(Invalid, match="total of the products"):
        cast.run(update_record, kind, made, {"amount": "7"})
    cast.run(update_record, kind, made, {"currency": "USD"})
    assert _sums(cast, kind, made) == (5_030, 5_827)
    change = cast.edge.change(cast.anna, set_lines, kind, made, []).undo
    cast.run(update_record, kind, made, {"amount": "7"})
    assert _sums(cast, kind, made) == (700, 700)
    cast.run(update_record, kind, made, {"amount": "50.30"})
    cast.run(undo_change, change)
    assert _sums(cast, kind, made) == (5_030, 5_827)


def test_a_deleted_paper_comes_back_with_its_number(cast: Cast) -> None:
    quote = paper(cast, QUOTE)
    cast.run(delete_record, QUOTE, quote)
    assert row(cast, Quote, paper(cast, QUOTE)).number == "Q 2/11/2026"
    cast.run(restore_record, QUOTE, quote)
    assert row(cast, Quote, quote).number == "Q 1/11/2026"


def test_a_way_of_writing_that_meets_an_old_number_is_refused_without_a_gap(cast: Cast) -> None:
    cast.run(update_paper_settings, {"formats.invoice": "1{number}/{year}"})
    drafts = [invoice(cast, issued=True) for _each in range(2)]
    cast.run(update_paper_settings, {"formats.invoice": "{number}/{year}"})
    for _each in range(8):
        invoice(cast, issued=True)
    draft = invoice(cast)
    with pytest.raises(Problem, match="how numbers are written"):
        cast.run(issue_invoice, draft)
    cast.run(update_paper_settings, {"formats.invoice": "A{number}/{year}"})
    cast.run(issue_invoice, draft)
    assert numbers(cast)[-1] == "A11/2026"
    assert row(cast, Invoice, drafts[0]).number == "11/2026"


def test_the_settings_are_checked_and_told_apart_by_version(cast: Cast) -> None:
    for raw, key in (
        ({"formats.invoice": "{number}"}, "formats.invoice"),
        ({"formats.boat": "{number}/{year}"}, "formats.boat"),
        ({"seller.name": "x" * 201}, "seller.name"),
        ({"payment_days": "0"}, "payment_days"),
        ({"colour": "red"}, "colour"),
    ):
        with pytest.raises(Invalid) as refused:
            cast.run(update_paper_settings, raw)
        assert set(refused.value.errors) == {key}
    cast.run(update_paper_settings, {"payment_days": "7"}, version=1)
    with pytest.raises(Problem, match="Somebody else"):
        cast.run(update_paper_settings, {"payment_days": "8"}, version=1)
    with pytest.raises(Problem):
        cast.run(update_paper_settings, {"payment_days": "8"}, by=cast.magda)
    issued = row(cast, Invoice, invoice(cast, issued=True))
    assert str(issued.due_on) == "2026-11-29"
    assert row(cast, Workspace, cast.anna.workspace_id).version == 1


def test_what_was_undone_never_frees_a_number(cast: Cast) -> None:
    company = cast.company()
    made = cast.edge.change(cast.anna, create_record, ORDER, {"name": "Doors", "company_id": company})
    cast.run(undo_change, made.undo)
    assert row(cast, Order, made.result).is_deleted
    assert row(cast, Order, paper(cast, ORDER)).number == "O 2/11/2026"
    draft = invoice(cast)
    assert cast.edge.change(cast.anna, issue_invoice, draft).undo is None
    assert cast.edge.change(cast.anna, cancel_invoice, draft).undo is None


def test_strangers_colleagues_and_viewers_are_refused(cast: Cast) -> None:
    draft = invoice(cast)
    for verb, arguments in ((issue_invoice, (draft,)), (cancel_invoice, (draft,)), (mark_paid, (INVOICE, draft))):
        for actor in (cast.boris, cast.viktor):
            with pytest.raises(Problem, match="allow"):
                cast.run(verb, *arguments, by=actor)
        with pytest.raises(Problem, match="does not exist"):
            cast.run(verb, *arguments, by=cast.clara)


def _sums(cast: Cast, kind: Kind, paper_id: int) -> tuple[Any, Any]:
    found: Any = row(cast, kind.model, paper_id)
    return found.amount_minor, found.gross_minor
