"""What Stripe tells: believed only when signed just now, noted once, whatever the order, and never lost."""

import json
from typing import Any

import pytest
import stripe
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.channels.payments.stripe import BadSignature, verified
from stepmark.commands.payment_links import withdraw_link
from stepmark.commands.payment_settings import update_payment_settings
from stepmark.domain.notes import Notice
from stepmark.domain.orders import Order
from stepmark.domain.payment_links import PaymentEvent, PaymentLink
from stepmark.platform.clock import now
from stepmark.queries.payment_links import payment_settings
from tests.cast import Cast
from tests.support.papers import ORDER, paper
from tests.support.payments import SECRET, payee, payment_link, with_stripe
from tests.support.people import row, rows
from tests.support.stripe_double import deliver, message, signature
from tests.support.web import browser

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """Stripe's servers send no cookies and no Sec-Fetch-Site."""
    made = browser(app)
    made.headers.pop("Sec-Fetch-Site", None)
    return made


def session_of(link: PaymentLink, **more: Any) -> dict[str, Any]:
    return {
        "id": "cs_1",
        "amount_total": link.amount_minor,
        "currency": "eur",
        "payment_status": "paid",
        "payment_intent": "pi_1",
        "metadata": {"stepmark_link": link.token_hash},
        **more,
    }


def charge_of(link: PaymentLink, refunded: int) -> dict[str, Any]:
    metadata = {"stepmark_link": link.token_hash}
    return {
        "id": "ch_1",
        "amount_refunded": refunded,
        "currency": "eur",
        "payment_intent": "pi_1",
        "metadata": metadata,
    }


def completed(link: PaymentLink, event_id: str = "evt_1", **more: Any) -> bytes:
    return message(event_id, "checkout.session.completed", session_of(link, **more))


@pytest.mark.row("B20")
def test_a_signed_message_pays_the_order_once_however_often_it_comes(cast: Cast, client: TestClient) -> None:
    settings = with_stripe(cast)
    link = payment_link(cast, ORDER, paper(cast, ORDER))
    body = completed(link)
    answers = [deliver(client, settings.hook_token, body).json() for _each in range(3)]
    assert answers == [{"received": True, "verdict": "paid"}] * 3
    paid = row(cast, PaymentLink, link.id)
    assert (paid.state, paid.paid_via, paid.payment_id, row(cast, Order, link.record_id).paid) == (
        "paid",
        "stripe",
        "pi_1",
        True,
    )
    assert len(rows(cast, PaymentEvent)) == 1


def test_whoever_has_not_the_secret_is_not_believed(cast: Cast, client: TestClient) -> None:
    settings = with_stripe(cast)
    link = payment_link(cast, ORDER, paper(cast, ORDER))
    body, present = completed(link), int(now().timestamp())
    for header in (
        "",
        "t=,v1=",
        "t=x,v1=y",
        f"t={present}",
        f"v1={signature(body).partition('v1=')[2]}",
        signature(body, "whsec_other"),
        signature(body, at=present - 310),
        signature(body, at=present + 310),
        signature(body + b" "),
        signature(body).replace("v1=", "v0="),
        f"t={present},{signature(body)}",
        b"t=\xe9,v1=\xe9",
        "t=1" + "," * 10_000,
    ):
        answer = deliver(client, settings.hook_token, body, header)
        assert answer.status_code == 400, header
    assert deliver(client, "no-such-token", body).status_code == 404
    for nonsense in (b"", b"[]", b"{}", b"null", b'{"data": {"object": []}}', b"[" * 50_000, b"\xff"):
        assert deliver(client, settings.hook_token, nonsense).status_code == 400
    assert deliver(client, settings.hook_token, b" " * 1_100_000).status_code == 413
    assert (rows(cast, PaymentEvent), row(cast, Order, link.record_id).paid) == ([], False)


@pytest.mark.parametrize("secret", [SECRET, "whsec_other"])
def test_stripes_own_library_believes_the_same(secret: str) -> None:
    body = message("evt_ż", "charge.refunded", {"id": "ch_1"})
    header, present = signature(body), now()
    try:
        ours = verified(body, header, secret, present).id
    except BadSignature:
        ours = ""
    try:
        theirs = stripe.Webhook.construct_event(body, header, secret).id
    except stripe.SignatureVerificationError:
        theirs = ""
    assert ours == theirs
    assert bool(ours) is (secret == SECRET)


def test_what_takes_days_is_paid_when_it_has_succeeded_and_told_when_it_fails(cast: Cast, client: TestClient) -> None:
    settings = with_stripe(cast)
    link = payment_link(cast, ORDER, paper(cast, ORDER))
    hook = settings.hook_token
    assert deliver(client, hook, completed(link, payment_status="unpaid")).json()["verdict"] == "ignored"
    failed = message("evt_2", "checkout.session.async_payment_failed", session_of(link))
    assert deliver(client, hook, failed).json()["verdict"] == "failed"
    assert row(cast, Order, link.record_id).paid is False
    done = message("evt_3", "checkout.session.async_payment_succeeded", session_of(link, payment_intent={"id": "pi_2"}))
    assert deliver(client, hook, done).json()["verdict"] == "paid"
    assert row(cast, PaymentLink, link.id).payment_id == "pi_2"


def test_a_refund_may_come_before_its_payment(cast: Cast, client: TestClient) -> None:
    settings = with_stripe(cast)
    link = payment_link(cast, ORDER, paper(cast, ORDER))
    refund = message("evt_r", "charge.refunded", charge_of(link, link.amount_minor))
    assert deliver(client, settings.hook_token, refund).json()["verdict"] == "early"
    assert deliver(client, settings.hook_token, completed(link)).json()["verdict"] == "paid"
    assert row(cast, PaymentLink, link.id).state == "refunded"


def test_a_payment_that_does_not_fit_is_told_to_people_and_marks_nothing(cast: Cast, client: TestClient) -> None:
    settings = with_stripe(cast)
    wrong, late = (payment_link(cast, ORDER, paper(cast, ORDER)) for _each in range(2))
    cast.run(withdraw_link, late.id)
    for link, more, verdict in (
        (wrong, {"amount_total": 1}, "misfit"),
        (wrong, {"currency": "pln", "payment_intent": "pi_2"}, "misfit"),
        (wrong, {"amount_total": "100", "currency": None, "payment_intent": None}, "misfit"),
        (late, {"payment_intent": "pi_3"}, "late"),
    ):
        body = completed(link, f"evt_{verdict}_{more.get('payment_intent')}", **more)
        assert deliver(client, settings.hook_token, body).json()["verdict"] == verdict
        assert row(cast, Order, link.record_id).paid is False
    told = " ".join(each.message for each in rows(cast, Notice))
    assert "Another amount than asked for" in told
    assert "through a link that is over" in told


def test_what_is_of_no_concern_is_taken_and_forgotten(cast: Cast, client: TestClient) -> None:
    settings = with_stripe(cast)
    link = payment_link(cast, ORDER, paper(cast, ORDER))
    for body in (
        message("evt_1", "customer.created", {"id": "cus_1"}),
        message("evt_2", "checkout.session.completed", {"id": "cs_1", "metadata": None}),
        message("evt_3", "checkout.session.completed", session_of(link, metadata={"stepmark_link": 7})),
    ):
        assert deliver(client, settings.hook_token, body).json() == {"received": True, "verdict": "ignored"}
    unknown = completed(link, "evt_4", metadata={"stepmark_link": "0" * 64})
    assert deliver(client, settings.hook_token, unknown).json()["verdict"] == "unknown"
    ended = message("evt_5", "checkout.session.expired", session_of(link))
    assert deliver(client, settings.hook_token, ended).json()["verdict"] == "ended"
    assert json.loads(ended)["id"] in {each.event_id for each in rows(cast, PaymentEvent)}


def test_a_link_of_another_workspace_is_unknown_here(cast: Cast, client: TestClient) -> None:
    ours = with_stripe(cast)
    link = payment_link(cast, ORDER, paper(cast, ORDER))
    theirs = {"payee_name": "Clara", "stripe_key": "sk_test_2", "stripe_secret": "whsec_2", "stripe_on": True}
    cast.run(update_payment_settings, theirs, by=cast.clara)
    with cast.database.reading(cast.clara.workspace_id) as session:
        found = payment_settings(session)
    assert found is not None
    body = completed(link)
    assert deliver(client, found.hook_token, body, signature(body, "whsec_2")).json()["verdict"] == "unknown"
    payee(cast, stripe_on=False)
    assert deliver(client, ours.hook_token, body).json()["verdict"] == "paid"
