"""Webhooks, which administrators keep: where messages of rules go, and the secrets by which they are signed."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from stepmark.channels.http import url_fault
from stepmark.channels.webhook import new_secret
from stepmark.commands import inputs
from stepmark.commands.settings_rows import add, change, delete, happened, require_room, row_to_change
from stepmark.commands.work import Work
from stepmark.domain.webhooks import Webhook
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.text import printable

MOST_WEBHOOKS = 200
# After a new secret was made, what is sent bears both signatures for so long.
OVERLAP = timedelta(days=1)


def create_webhook(work: Work, raw: Mapping[str, Any]) -> int:
    """A webhook with a name and an address, and a secret of its own. Returns its id."""
    full = _("There can be at most %(limit)s webhooks. Delete one first.", limit=MOST_WEBHOOKS)
    require_room(work, Webhook, MOST_WEBHOOKS, full)
    values = _values({"name": "", "url": "", **raw})
    return add(work, Webhook(**values, secret=new_secret()), values)


def update_webhook(work: Work, webhook_id: int, raw: Mapping[str, Any], *, version: int | None = None) -> None:
    """Change what is given of name, address and whether it is on. What waits goes to the new address."""
    webhook = row_to_change(work, Webhook, webhook_id, version)
    if "active" in change(work, webhook, _values(raw)):
        webhook.off_reason, webhook.failing_since = None, None


def renew_secret(work: Work, webhook_id: int) -> None:
    """Make a new secret. For a day what is sent is signed with the old one too, so that nothing is missed."""
    webhook = row_to_change(work, Webhook, webhook_id)
    webhook.old_secret, webhook.old_until = webhook.secret, now() + OVERLAP
    webhook.secret = new_secret()
    webhook.touch()
    happened(work, "secret_renewed", webhook)


def delete_webhook(work: Work, webhook_id: int) -> None:
    """Nothing is sent there any more; rules that name it say so, and what waits fails."""
    delete(work, row_to_change(work, Webhook, webhook_id))


def switch_off_by_itself(work: Work, webhook: Webhook, why: str) -> None:
    """What the product does to an address that wants nothing any more."""
    if change(work, webhook, {"active": False}):
        webhook.off_reason = why


def _values(raw: Mapping[str, Any]) -> dict[str, Any]:
    unknown = raw.keys() - _READERS.keys()
    if unknown:
        raise Invalid({printable(min(unknown), 50): _("There is no such field.")})
    return inputs.read_all({key: partial(_READERS[key], value) for key, value in raw.items()})


def _name(raw: Any) -> str:
    return inputs.line("name", _("Name"), raw)


def _url(raw: Any) -> str:
    url = raw.strip() if isinstance(raw, str) else ""
    fault = url_fault(url)
    if fault is not None:
        raise Invalid({"url": fault})
    return url


def _active(raw: Any) -> bool:
    return inputs.yes_no("active", raw)


_READERS = {"name": _name, "url": _url, "active": _active}
