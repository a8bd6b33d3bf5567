"""The pay page: what a client sees and nobody else's data, the transfer with its code, and the way to Stripe."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.payment_links import withdraw_link
from stepmark.commands.payment_notes import note_transfer
from stepmark.commands.payments import mark_paid
from stepmark.domain.notes import Notice
from stepmark.domain.payment_links import PaymentLink
from stepmark.platform.clock import now
from stepmark.web.throttle import FEED_BY_TOKEN
from tests.cast import Cast
from tests.support.papers import ORDER, paper
from tests.support.payments import IBAN, payee, payment_link, with_stripe
from tests.support.people import row, rows
from tests.support.stripe_double import StripeDouble, stripe_double
from tests.support.web import browser

pytestmark = pytest.mark.sqlite_alone
LINES = [{"name": "Roof <script>", "quantity": "2.5", "unit": "m²", "price": "100", "tax_rate": "23"}]


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """A client's browser, which is signed in nowhere."""
    return browser(app)


@pytest.fixture
def double(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[StripeDouble]:
    """Stripe, as far as the server knows."""
    with stripe_double() as found:
        monkeypatch.setattr(cast.database.settings, "outbound_networks", "127.0.0.0/8")
        monkeypatch.setattr(cast.database.settings, "stripe_url", found.url)
        yield found


def link_of(cast: Cast, **values: Any) -> PaymentLink:
    return payment_link(cast, ORDER, paper(cast, ORDER, **values))


@pytest.mark.row("B9")
def test_it_shows_what_was_frozen_and_where_to_transfer_it(cast: Cast, client: TestClient) -> None:
    payee(cast, iban=IBAN, bic="BREXPLPWXXX", payee_address="ul. Prosta 1\nWarszawa")
    link = link_of(cast, lines=LINES, name="Dach", description="Secret", due_on="2026-12-24", currency="PLN")
    answer = client.get(f"/pay/{link.token}")
    page = answer.text.replace("\xa0", " ")
    assert answer.status_code == 200
    for text in (
        "Baltic Sales",
        "Dach",
        "Roof &lt;script&gt;",
        "PLN307.50",
        "2.5 m²",
        "PL61 1090 1014",
        "BREXPLPWXXX",
    ):
        assert text in page, text
    for text in ("Secret", "<script>&", "Pay by card", "Anna", "ACME"):
        assert text not in page, text
    assert page.count("<svg") > 1
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"
    cast.change("order", link.record_id, name="Renamed")
    assert "Renamed" not in client.get(f"/pay/{link.token}").text


def test_a_link_that_is_over_says_so_and_asks_for_nothing(cast: Cast, client: TestClient) -> None:
    payee(cast)
    paid, withdrawn, changed, otherwise, late = (link_of(cast) for _each in range(5))
    cast.run(note_transfer, paid.id)
    cast.run(withdraw_link, withdrawn.id)
    cast.change("order", changed.record_id, amount="7")
    cast.run(mark_paid, ORDER, otherwise.record_id)
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.get_one(PaymentLink, late.id).expires_at = now() - timedelta(seconds=1)
        session.commit()
    for link, said in (
        (paid, "Thank you. This is paid."),
        (withdrawn, "was withdrawn"),
        (changed, "Ask whoever sent it to you for a new one"),
        (otherwise, "nothing to pay here"),
        (late, "Ask whoever sent it to you for a new one"),
    ):
        page = client.get(f"/pay/{link.token}").text
        assert said in page
        assert "Pay by bank transfer" not in page
        assert client.post(f"/pay/{link.token}/checkout").headers["location"] == f"/pay/{link.token}"


def test_a_stranger_who_guesses_finds_nothing_and_is_stopped(app: FastAPI, cast: Cast, client: TestClient) -> None:
    payee(cast)
    link = link_of(cast)
    for guess in ("x", str(link.id), link.token_hash, "%00", "w" * 5_000):
        assert client.get(f"/pay/{guess}").status_code == 404
        assert client.post(f"/pay/{guess}/checkout").status_code == 404
    assert client.get(f"/pay/{link.token}").status_code == 200
    for _each in range(FEED_BY_TOKEN.amount - 1):
        app.state.throttle.count_token("pay", "testclient", link.token)
    assert client.get(f"/pay/{link.token}").status_code == 429


def test_the_button_leads_to_stripe_and_comes_back_to_the_same_page_of_theirs(
    cast: Cast, client: TestClient, double: StripeDouble
) -> None:
    with_stripe(cast)
    link = link_of(cast, name="Dach ż", amount="12.34")
    page = client.get(f"/pay/{link.token}")
    assert "Pay by card" in page.text
    assert f"form-action 'self' {double.url};" in page.headers["Content-Security-Policy"]
    answers = [client.post(f"/pay/{link.token}/checkout") for _each in range(2)]
    ((session_id, session),) = double.sessions.items()
    assert {each.status_code for each in answers} == {303}
    assert {each.headers["location"] for each in answers} == {f"{double.url}/c/pay/{session_id}"}
    ((key, form),) = double.asked
    assert (session["amount_total"], form["line_items[0][price_data][currency]"]) == (1234, "eur")
    assert form["success_url"] == f"https://crm.example.com/pay/{link.token}?done=1"
    assert key.startswith("stepmark-")
    assert form["payment_intent_data[metadata][stepmark_link]"] == link.token_hash
    assert "need not wait" in client.get(f"/pay/{link.token}?done=1").text


def test_a_refusal_of_stripes_is_told_and_leaves_the_transfer(
    cast: Cast, client: TestClient, double: StripeDouble
) -> None:
    with_stripe(cast)
    link = link_of(cast)
    double.refusal = (402, "Your account cannot make live charges <b>")
    answer = client.post(f"/pay/{link.token}/checkout")
    assert answer.status_code == 422
    assert "does not work right now" in answer.text
    assert "Pay by bank transfer" in answer.text
    assert "cannot make live charges" not in answer.text
    assert any("cannot make live charges" in str(each.details) for each in rows(cast, Notice))
    assert row(cast, PaymentLink, link.id).checkouts == 0


def test_nobody_is_led_to_a_page_that_is_not_theirs(cast: Cast, client: TestClient, double: StripeDouble) -> None:
    with_stripe(cast)
    link = link_of(cast)
    honest = double.url
    double.url = "https://evil.example.com"
    assert client.post(f"/pay/{link.token}/checkout").status_code == 422
    double.url = honest
    # What the key's first answer was is given again, so another try of the same is refused as well.
    assert client.post(f"/pay/{link.token}/checkout").status_code == 422


def test_without_stripe_or_with_an_amount_that_it_can_not_charge_there_is_no_button(
    cast: Cast, client: TestClient, double: StripeDouble
) -> None:
    with_stripe(cast)
    assert "Pay by card" not in client.get(f"/pay/{link_of(cast, amount='9999999999').token}").text
    payee(cast, stripe_on=False)
    link = link_of(cast)
    assert "Pay by card" not in client.get(f"/pay/{link.token}").text
    assert client.post(f"/pay/{link.token}/checkout").headers["location"] == f"/pay/{link.token}"
    assert double.asked == []
