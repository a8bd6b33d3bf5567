"""Whether what came in was signed by who knows the secret: Standard Webhooks, version 1."""

from datetime import UTC, datetime, timedelta

from stepmark.channels.webhook import signatures
from stepmark.platform.clock import now
from stepmark.platform.ids import same

TOLERANCE = timedelta(minutes=5)


def is_signed(message_id: str, timestamp: str, signature: str, body: bytes, secret: str) -> bool:
    """Whether one of the signatures is right and the message is no older, or newer, than five minutes."""
    if not (message_id and timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        return False
    at = datetime.fromtimestamp(int(timestamp), UTC)
    if abs(now() - at) > TOLERANCE:
        return False
    wanted = signatures(message_id, at, body, [secret])
    return any(same(each, wanted) for each in signature.split(" ")[:20])
