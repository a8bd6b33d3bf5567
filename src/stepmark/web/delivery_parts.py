"""What pages say of deliveries."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from stepmark.automation.carriers import carriers
from stepmark.automation.trace import shown_text
from stepmark.domain.deliveries import Delivery, DeliveryAttempt, DeliveryState
from stepmark.platform.i18n import Text, _
from stepmark.queries.deliveries import DeliveryFilter
from stepmark.web.paths import id_in
from stepmark.web.questions import Place

DELIVERIES = Place("settings", _("Sent and to be sent"), "/deliveries")
STATES: Mapping[str, tuple[Text, str, str]] = {
    DeliveryState.WAITING: (_("Waiting"), "accent", "hourglass"),
    DeliveryState.SENT: (_("Sent"), "good", "check"),
    DeliveryState.FAILED: (_("Failed"), "bad", "alert-circle"),
}


def telling() -> dict[str, Any]:
    """What templates need to tell of deliveries."""
    return {"states": STATES, "carriers": carriers(), "why": why}


def why(delivery: Delivery | DeliveryAttempt) -> Text:
    """Why it, or the try, has failed; empty where it has not."""
    return shown_text(delivery.reason)


def filter_of(query: QueryParams) -> DeliveryFilter:
    """What the log's form asks for; what can't be read is left out."""
    state, channel = query.get("state", ""), query.get("channel", "")
    return DeliveryFilter(
        state=state if state in STATES else "",
        channel=channel if channel in carriers() else "",
        via_id=id_in(query.get("via_id", "")),
        run_id=id_in(query.get("run_id", "")),
        rule_id=id_in(query.get("rule_id", "")),
    )


def address_of(wanted: DeliveryFilter, **more: Any) -> str:
    """The log as an address."""
    given = {key: value for key, value in {**vars(wanted), **more}.items() if value not in (None, "")}
    return f"{DELIVERIES.url}?{urlencode(given)}"
