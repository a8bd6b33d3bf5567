"""Papers that are made from other records."""

import pytest

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL
from stepmark.commands.field_access import limit_fields
from stepmark.commands.lines import set_lines
from stepmark.commands.paper_copies import make_paper
from stepmark.commands.records import delete_record
from stepmark.domain.invoices import Invoice
from stepmark.domain.people import Role
from stepmark.domain.quotes import Quote
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.support.papers import INVOICE, ORDER, QUOTE, paper
from tests.support.people import actor_now, row

pytestmark = pytest.mark.sqlite_alone
LINES = [{"name": "Tiles", "price": "10", "quantity": "2", "tax_rate": "23"}]


@pytest.mark.row("B23")
def test_it_is_a_copy_that_the_deal_changes_no_more(cast: Cast) -> None:
    company, contact = cast.company(), cast.contact()
    deal = cast.deal(company_id=company, contact_id=contact, amount="1", currency="PLN")
    cast.run(set_lines, DEAL, deal, LINES)
    invoice = cast.run(make_paper, DEAL, deal, INVOICE, by=cast.boris)
    cast.run(set_lines, DEAL, deal, [])
    made = row(cast, Invoice, invoice)
    assert (made.deal_id, made.company_id, made.contact_id, made.currency) == (deal, company, contact, "PLN")
    assert (made.amount_minor, made.gross_minor, made.responsible_id) == (2_000, 2_460, cast.boris.member_id)


def test_a_client_gets_one_of_its_own_and_what_is_deleted_is_left_out(cast: Cast) -> None:
    company = cast.company("ACME")
    contact = cast.contact("Olga", company_id=company)
    assert row(cast, Quote, cast.run(make_paper, COMPANY, company, QUOTE)).company_id == company
    made = row(cast, Quote, cast.run(make_paper, CONTACT, contact, QUOTE))
    assert (made.name, made.company_id, made.contact_id) == ("Olga", company, contact)
    cast.run(delete_record, COMPANY, company)
    assert row(cast, Quote, cast.run(make_paper, CONTACT, contact, QUOTE)).company_id is None


def test_the_subject_goes_on_without_the_number(cast: Cast) -> None:
    order = paper(cast, ORDER, name="Windows")
    assert row(cast, Invoice, cast.run(make_paper, ORDER, order, INVOICE)).name == "Windows"


def test_what_a_role_may_not_see_is_not_taken_over(cast: Cast) -> None:
    hidden = {Role.SALESPERSON: "hidden"}
    deal = cast.deal(company_id=cast.company(), amount="700")
    cast.run(limit_fields, DEAL, {"amount": hidden, "company_id": hidden})
    made = row(cast, Quote, cast.run(make_paper, DEAL, deal, QUOTE, by=actor_now(cast, cast.boris)))
    assert (made.deal_id, made.company_id, made.amount_minor) == (deal, None, None)


def test_viewers_make_none_and_strangers_find_nothing(cast: Cast) -> None:
    deal = cast.deal()
    for actor, reason in ((cast.viktor, "role"), (cast.clara, "does not exist")):
        with pytest.raises(Problem, match=reason):
            cast.run(make_paper, DEAL, deal, QUOTE, by=actor)
