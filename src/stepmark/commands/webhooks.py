"""Webhooks, which administrators keep: where messages of rules go, and the secrets by which they are signed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from stepmark.channels.http import url_fault
from stepmark.channels.webhook import new_secret
from stepmark.commands import inputs
from stepmark.commands.access import locked
from stepmark.commands.quota import locked_workspace
from stepmark.commands.record_rows import require_version
from stepmark.commands.work import Changes, Work
from stepmark.domain.rights import require_admin
from stepmark.domain.webhooks import Webhook
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.platform.text import printable

MOST_WEBHOOKS = 200
# After a new secret was made, what is sent bears both signatures for so long.
OVERLAP = timedelta(days=1)


def create_webhook(work: Work, raw: Mapping[str, Any]) -> int:
    """A webhook with a name and an address, and a secret of its own. Returns its id."""
    require_admin(work.actor)
    locked_workspace(work)
    if (work.session.scalar(select(func.count(Webhook.id)).where(Webhook.deleted_at.is_(None))) or 0) >= MOST_WEBHOOKS:
        raise Problem("invalid", _("There can be at most %(limit)s webhooks. Delete one first.", limit=MOST_WEBHOOKS))
    values = _values({"name": "", "url": "", **raw})
    webhook = Webhook(**values, secret=new_secret())
    work.session.add(webhook)
    work.session.flush()
    _happened(work, "created", webhook, {key: (None, value) for key, value in values.items()})
    return webhook.id


def update_webhook(work: Work, webhook_id: int, raw: Mapping[str, Any], *, version: int | None = None) -> None:
    """Change what is given of name, address and whether it is on. What waits goes to the new address."""
    require_admin(work.actor)
    webhook = locked(work, Webhook, webhook_id)
    require_version(webhook, version)
    values = _values(raw)
    changes = {key: (before, new) for key, new in values.items() if (before := getattr(webhook, key)) != new}
    for key in changes:
        setattr(webhook, key, values[key])
    if "active" in changes:
        webhook.off_reason, webhook.failing_since = None, None
    if changes:
        webhook.touch()
        _happened(work, "updated", webhook, changes)


def renew_secret(work: Work, webhook_id: int) -> None:
    """Make a new secret. For a day what is sent is signed with the old one too, so that nothing is missed."""
    require_admin(work.actor)
    webhook = locked(work, Webhook, webhook_id)
    webhook.old_secret, webhook.old_until = webhook.secret, now() + OVERLAP
    webhook.secret = new_secret()
    webhook.touch()
    _happened(work, "secret_renewed", webhook)


def delete_webhook(work: Work, webhook_id: int) -> None:
    """Nothing is sent there any more; rules that name it say so, and what waits fails."""
    require_admin(work.actor)
    webhook = locked(work, Webhook, webhook_id)
    webhook.deleted_at = now()
    webhook.touch()
    _happened(work, "deleted", webhook)


def switch_off_by_itself(work: Work, webhook: Webhook, why: str) -> None:
    """What the product does to an address that wants nothing any more."""
    if webhook.active:
        webhook.active, webhook.off_reason = False, why
        webhook.touch()
        _happened(work, "updated", webhook, {"active": (True, False)})


def _happened(work: Work, verb: str, webhook: Webhook, changes: Changes | None = None) -> None:
    name = f"webhook.{verb}"
    work.happened(name, "webhook", webhook.id, changes or {}, label=webhook.name, version=webhook.version)


def _values(raw: Mapping[str, Any]) -> dict[str, Any]:
    unknown = raw.keys() - _READERS.keys()
    if unknown:
        raise Invalid({printable(min(unknown), 50): _("There is no such field.")})
    return {key: _READERS[key](value) for key, value in raw.items()}


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
