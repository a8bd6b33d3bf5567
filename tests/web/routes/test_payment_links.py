"""Payment links on a record's page: made, copied, withdrawn and marked as paid, with htmx and without."""

import pytest
from fastapi import FastAPI

from stepmark.domain.orders import Order
from stepmark.domain.payment_links import PaymentLink
from tests.cast import Cast
from tests.support.papers import ORDER, paper
from tests.support.payments import payee, payment_link
from tests.support.people import row, rows
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone


def test_a_link_is_made_and_withdrawn_from_the_records_page(app: FastAPI, cast: Cast) -> None:
    anna, order = signed_in(app, cast, cast.anna), paper(cast, ORDER)
    assert "payment-links" not in anna.get(f"/orders/{order}").text
    payee(cast)
    assert "New link" in anna.get(f"/orders/{order}").text
    for _each in range(2):
        assert anna.post(f"/orders/{order}/payment-links").headers["location"] == f"/orders/{order}#payment-links"
    first, second = rows(cast, PaymentLink)
    page = anna.get(f"/orders/{order}").text
    assert f"https://crm.example.com/pay/{second.token}" in page
    assert str(first.token) not in page
    anna.post(f"/orders/{order}/payment-links/{second.id}", data={"_method": "DELETE"})
    assert {each.state for each in rows(cast, PaymentLink)} == {"withdrawn"}


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_money_is_marked_with_its_day(app: FastAPI, cast: Cast, headers: dict[str, str]) -> None:
    payee(cast)
    anna, link = signed_in(app, cast, cast.anna), payment_link(cast, ORDER, paper(cast, ORDER))
    url = f"/orders/{link.record_id}/payment-links/{link.id}/payment"
    assert "€100" in anna.get(f"{url}/new", headers=headers).text
    refused = anna.post(url, data={"paid_on": "2999-01-01"}, headers=headers)
    assert (refused.status_code, "has not come yet" in refused.text) == (422, True)
    anna.post(url, data={"paid_on": "2026-01-15"}, headers=headers)
    assert str(row(cast, Order, link.record_id).paid_on) == "2026-01-15"
    assert "by transfer" in anna.get(f"/orders/{link.record_id}").text


def test_a_link_answers_at_its_own_record_alone(app: FastAPI, cast: Cast) -> None:
    payee(cast)
    anna, link, other = signed_in(app, cast, cast.anna), payment_link(cast, ORDER, paper(cast, ORDER)), cast.deal()
    for address in (f"/orders/{link.record_id + 1}", f"/deals/{other}", f"/invoices/{link.record_id}"):
        url = f"{address}/payment-links/{link.id}"
        assert anna.get(f"{url}/payment/new").status_code == 404
        assert anna.post(f"{url}/payment", data={"paid_on": "2026-01-15"}).status_code == 404
        assert anna.delete(url).status_code == 404
    assert row(cast, PaymentLink, link.id).state == "open"
