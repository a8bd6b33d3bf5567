"""Deliveries as tests find them."""

from datetime import timedelta
from typing import Any

from stepmark.commands.webhooks import create_webhook
from stepmark.domain.deliveries import Delivery, DeliveryAttempt, DeliveryState
from stepmark.platform.clock import now
from stepmark.platform.ids import new_token
from tests.cast import Cast

_FAILED = {"message": "The address has answered with %(status)s.", "values": {"status": "500"}}


def webhook(cast: Cast, name: str = "ERP", url: str = "https://example.com/hook") -> int:
    """A webhook of Anna's."""
    return int(cast.run(create_webhook, {"name": name, "url": url}))


def failed_delivery(cast: Cast, name: str = "ERP", **values: Any) -> int:
    """Something that was to go to a webhook, and was given up."""
    given: dict[str, Any] = {
        "content": {"type": "deal.changed", "data": {}},
        "record_label": name,
        "recipient": "https://example.com",
        "channel": "webhook",
        "via_id": webhook(cast),
        "via_name": name[:200],
        "key": new_token(),
        "state": DeliveryState.FAILED,
        "attempts": 1,
        "failures": 1,
        "reason": _FAILED,
        "ended_at": now(),
    }
    delivery_id = cast.put(Delivery(**{**given, **values}))
    answer = {"status": 500, "text": "<b>Out of order</b>"}
    began = now() - timedelta(seconds=1)
    cast.put(DeliveryAttempt(delivery_id=delivery_id, at=began, took_ms=120, answer=answer, reason=_FAILED))
    return delivery_id
