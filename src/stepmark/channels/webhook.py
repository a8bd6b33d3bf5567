"""Messages to other systems by HTTP, signed as Standard Webhooks are: https://www.standardwebhooks.com, version 1."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stepmark.channels.http import HttpClient
from stepmark.channels.results import NotSent, Result, Sent
from stepmark.channels.retry_after import not_before
from stepmark.platform.clock import now
from stepmark.platform.i18n import _

_PREFIX = "whsec_"
_GONE = 410
_KEPT_TEXT = 4_000


@dataclass(frozen=True)
class WebhookMessage:
    """What is sent to an address: JSON under an id, signed with each of the secrets."""

    url: str
    id: str
    body: bytes
    secrets: tuple[str, ...]


def new_secret() -> str:
    """A secret of 256 bits, written as the scheme wants it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def signatures(message_id: str, at: datetime, body: bytes, keys: Iterable[str]) -> str:
    """The header `webhook-signature`: one "v1,…" for each secret."""
    signed = b"%s.%d.%s" % (message_id.encode(), int(at.timestamp()), body)
    return " ".join(f"v1,{_signature(key, signed)}" for key in keys)


def send_webhook(client: HttpClient, message: WebhookMessage) -> Result:
    """Send it once. Raises Unreachable where no answer comes."""
    at = now()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signatures(message.id, at, message.body, message.secrets),
    }
    answer = client.send("POST", message.url, headers=headers, content=message.body)
    told = {"status": answer.status, "text": answer.text[:_KEPT_TEXT]}
    if answer.is_success:
        return Sent(told)
    if answer.status == _GONE:
        reason = _("The address answers that it wants nothing any more (410).")
        return NotSent(reason, permanent=True, answer=told, gone=True)
    reason = _("The address has answered with %(status)s.", status=answer.status)
    return NotSent(reason, answer=told, not_before=not_before(answer))


def _signature(key: str, signed: bytes) -> str:
    secret = base64.b64decode(key.removeprefix(_PREFIX))
    return base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode("ascii")
