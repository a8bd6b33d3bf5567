"""Webhooks in: other systems tell of things at an address that nobody can guess."""

import json

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from stepmark.automation.incoming import Received, receive
from stepmark.channels.signatures import is_signed
from stepmark.commands.access import not_found
from stepmark.domain.incoming_webhooks import IncomingWebhook
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.ids import token_hash
from stepmark.queries.incoming_webhooks import door_of
from stepmark.web.caller import Public, Visitor
from stepmark.web.hooks._bodies import SmallBody, payload_of
from stepmark.web.sign_in import address_of

router = APIRouter()
_HEADERS = {"X-Robots-Tag": "noindex, nofollow"}


@router.post("/hooks/in/{token}", include_in_schema=False)
def create(visitor: Public, token: str, body: SmallBody) -> JSONResponse:
    """202 with what came of the call; a repetition of one with the same key is answered alike and does nothing."""
    visitor.request.app.state.throttle.count_call(address_of(visitor), token)
    with visitor.database.reading(None) as session:
        door = door_of(session, token)
    if door is None:
        raise not_found()
    _require_signature(visitor, door.webhook, body)
    payload = payload_of(visitor.request.headers.get("Content-Type", ""), body)
    text = json.dumps(payload, ensure_ascii=False)
    return _answer(visitor.edge.run(door.actor, receive, door.webhook.id, payload, text, _key(visitor)))


def _require_signature(visitor: Visitor, webhook: IncomingWebhook, body: bytes) -> None:
    if not webhook.is_signed:
        return
    headers = visitor.request.headers
    message_id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "")
    if webhook.secret is None or not is_signed(message_id, at, given, body, webhook.secret):
        raise Problem("not-allowed", _("The signature is not right, or the clock differs by more than five minutes."))


def _key(visitor: Visitor) -> str | None:
    headers = visitor.request.headers
    key = headers.get("Idempotency-Key") or headers.get("webhook-id")
    return token_hash(key) if key else None


def _answer(received: Received) -> JSONResponse:
    if received.problem is not None:
        raise received.problem
    record = {"kind": received.kind, "id": received.record_id} if received.record_id else None
    body = {"id": received.call_id, "outcome": received.outcome, "record": record}
    return JSONResponse(body, 202, _HEADERS)
