"""Stripe: pages where a card is charged, made by its API, and its signed messages about them.

https://docs.stripe.com/api/checkout/sessions/create, https://docs.stripe.com/webhooks/signature
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from stepmark.channels.http import Answer, HttpClient
from stepmark.platform.i18n import Text, _
from stepmark.platform.money import from_minor, to_minor

API = "https://api.stripe.com"
PAGES = "checkout.stripe.com"
TOLERANCE = timedelta(minutes=5)
_WHOLE = frozenset({
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
})  # fmt: skip
_THREE = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
_LARGEST = 99_999_999


class StripeRefused(Exception):
    """Stripe has answered no, for `reason`."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


class BadSignature(Exception):
    """A message that Stripe has not signed with this secret, or not just now."""


@dataclass(frozen=True)
class Checkout:
    """What is to be charged, and where the payer comes back to. `reference` names our link in all that Stripe tells."""

    title: str
    units: int
    currency: str
    back_url: str
    done_url: str
    reference: Mapping[str, str]


@dataclass(frozen=True)
class Opened:
    """A page that Stripe has made."""

    id: str
    url: str
    until: datetime


@dataclass(frozen=True)
class Event:
    """A message of Stripe's: its `kind` such as charge.refunded, and the object that it is about."""

    id: str
    kind: str
    about: Mapping[str, Any]


class Stripe:
    """One account, by its secret key."""

    def __init__(self, client: HttpClient, url: str, key: str) -> None:
        self._client = client
        self._url = url
        self._key = key

    def open_checkout(self, checkout: Checkout, idempotency_key: str) -> Opened:
        """Have a page made; the same key gives the same page. Raises StripeRefused, or Unreachable."""
        headers = {
            "Authorization": f"Bearer {self._key}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Idempotency-Key": idempotency_key,
        }
        content = urlencode(_form(checkout)).encode()
        answer = self._client.send("POST", f"{self._url}/v1/checkout/sessions", headers=headers, content=content)
        return self._opened(answer)

    def _opened(self, answer: Answer) -> Opened:
        said = _read(answer)
        if not answer.is_success:
            raise StripeRefused(_refusal(answer, said))
        url, until = str(said.get("url") or ""), said.get("expires_at")
        if not self._is_theirs(url) or not isinstance(until, int) or not said.get("id"):
            raise StripeRefused(_("Stripe's answer could not be understood."))
        return Opened(str(said["id"]), url, datetime.fromtimestamp(until, UTC))

    def _is_theirs(self, url: str) -> bool:
        """Whether a payer may be sent there: to Stripe's own pages, or to the stand-in that tests name."""
        parts = urlsplit(url)
        if self._url == API:
            return (parts.scheme, parts.netloc) == ("https", PAGES)
        return (parts.scheme, parts.netloc) == urlsplit(self._url)[:2]


def units_of(amount_minor: int, currency: str) -> int | None:
    """An amount as Stripe counts it; None for one that it can't charge."""
    units = from_minor(amount_minor, currency).scaleb(_decimals(currency))
    step = 10 if currency in _THREE else 1
    return int(units) if units == units.to_integral_value() and not units % step and units <= _LARGEST else None


def minor_of(units: Any, currency: str) -> int | None:
    """And back; None for what is no amount of the currency."""
    if not isinstance(units, int) or abs(units) > 10**15:
        return None
    try:
        return to_minor(Decimal(units).scaleb(-_decimals(currency)), currency)
    except ValueError:
        return None


def verified(body: bytes, header: str, secret: str, moment: datetime) -> Event:
    """A message that Stripe really has sent, not long ago. Raises BadSignature."""
    pairs = [each.strip().partition("=")[::2] for each in header[:4_000].split(",")]
    times = [value for key, value in pairs if key == "t"]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit() and len(times[0]) < 12):
        raise BadSignature
    if abs(moment.timestamp() - int(times[0])) > TOLERANCE.total_seconds():
        raise BadSignature
    right = hmac.new(secret.encode(), times[0].encode() + b"." + body, sha256).hexdigest()
    given = [value for key, value in pairs if key == "v1"]
    if not any(hmac.compare_digest(right.encode(), each.encode("utf-8", "replace")) for each in given):
        raise BadSignature
    return _event(body)


def _event(body: bytes) -> Event:
    try:
        said = json.loads(body)
        about = said["data"]["object"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadSignature from None
    if not isinstance(about, dict):
        raise BadSignature
    return Event(str(said.get("id"))[:255], str(said.get("type"))[:60], about)


def _form(checkout: Checkout) -> dict[str, str]:
    line = "line_items[0]"
    form = {
        "mode": "payment",
        "success_url": checkout.done_url,
        "cancel_url": checkout.back_url,
        f"{line}[quantity]": "1",
        f"{line}[price_data][currency]": checkout.currency.lower(),
        f"{line}[price_data][unit_amount]": str(checkout.units),
        f"{line}[price_data][product_data][name]": checkout.title[:250],
    }
    for key, value in checkout.reference.items():
        form |= {f"metadata[{key}]": value, f"payment_intent_data[metadata][{key}]": value}
    return form


def _read(answer: Answer) -> Mapping[str, Any]:
    try:
        said = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _refusal(answer: Answer, said: Mapping[str, Any]) -> Text:
    error = said.get("error")
    message = str(error.get("message") or "") if isinstance(error, dict) else ""
    if answer.status == 401:
        return _("Stripe does not know the secret key.")
    return _("Stripe answered %(status)s. %(said)s", status=answer.status, said=message[:300])


def _decimals(currency: str) -> int:
    return 0 if currency in _WHOLE else 3 if currency in _THREE else 2
