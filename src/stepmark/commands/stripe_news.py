"""What Stripe's messages say of payment links."""

from collections.abc import Callable, Mapping
from typing import Any

from stepmark.channels.payments.stripe import Checkout, Event, minor_of, units_of
from stepmark.commands.payment_notes import ENDED, FAILED, PAID, REFUNDED, Told
from stepmark.domain.payment_links import STRIPE, PaymentLink

REFERENCE = "stepmark_link"


def checkout_for(link: PaymentLink, page_url: str) -> Checkout | None:
    """What Stripe is to charge for a link; None for an amount that it can't."""
    units = units_of(link.amount_minor, link.currency)
    if units is None:
        return None
    reference = {REFERENCE: link.token_hash}
    return Checkout(link.title, units, link.currency, page_url, f"{page_url}?done=1", reference)


def told_by(event: Event) -> Told | None:
    """The message in our words; None for one that is of no concern to us."""
    metadata = event.about.get("metadata")
    reference = metadata.get(REFERENCE) if isinstance(metadata, dict) else None
    read = _READERS.get(event.kind)
    if read is None or not isinstance(reference, str):
        return None
    found = read(event.about)
    return Told(STRIPE, event.id, event.kind, reference=reference[:64], **found) if found else None


def _completed(session: Mapping[str, Any]) -> dict[str, Any] | None:
    # A payment that takes days is told of again when it has succeeded or failed.
    return _succeeded(session) if session.get("payment_status") == "paid" else None


def _succeeded(session: Mapping[str, Any]) -> dict[str, Any]:
    return {"what": PAID, "payment_id": _payment(session), **_money(session, "amount_total")}


def _failed(session: Mapping[str, Any]) -> dict[str, Any]:
    return {"what": FAILED, "payment_id": _payment(session), **_money(session, "amount_total")}


def _expired(session: Mapping[str, Any]) -> dict[str, Any]:
    return {"what": ENDED, "payment_id": str(session.get("id"))[:255]}


def _refunded(charge: Mapping[str, Any]) -> dict[str, Any]:
    return {"what": REFUNDED, "payment_id": _payment(charge), **_money(charge, "amount_refunded")}


def _money(about: Mapping[str, Any], key: str) -> dict[str, Any]:
    currency = str(about.get("currency") or "")[:3].upper()
    return {"amount_minor": minor_of(about.get(key), currency), "currency": currency}


def _payment(about: Mapping[str, Any]) -> str:
    payment = about.get("payment_intent")
    name = payment.get("id") if isinstance(payment, dict) else payment
    return str(name or about.get("id") or "")[:255]


_READERS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any] | None]] = {
    "checkout.session.completed": _completed,
    "checkout.session.async_payment_succeeded": _succeeded,
    "checkout.session.async_payment_failed": _failed,
    "checkout.session.expired": _expired,
    "charge.refunded": _refunded,
}
