"""Webhooks in, which administrators keep: their addresses, what becomes of what comes in, and callers' secrets."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import select

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.channels.webhook import new_secret
from stepmark.commands import inputs
from stepmark.commands.settings_rows import add, change, delete, happened, require_room, row_to_change
from stepmark.commands.work import Work
from stepmark.domain.incoming_webhooks import IncomingCall, IncomingWebhook, Missing
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.ids import new_token, token_hash
from stepmark.platform.text import is_storable, printable
from stepmark.queries.incoming_webhooks import RECORD_ID, can_find, fields_that_come_in, kinds_that_come_in

MOST_WEBHOOKS = 200
MOST_FIELDS = 100
LONGEST_PATH = 200
# How long it is kept what came in.
CALLS_KEPT = timedelta(days=30)
_PORTION = 500
_EMPTY = {"name": "", "kind": "lead", "fields": [], "find_by": "", "missing": Missing.CREATE.value, "is_signed": False}


def create_incoming_webhook(work: Work, raw: Mapping[str, Any]) -> int:
    """A webhook with a name and a kind of record, under an address of its own. It acts with its maker's rights."""
    full = _("There can be at most %(limit)s webhooks. Delete one first.", limit=MOST_WEBHOOKS)
    require_room(work, IncomingWebhook, MOST_WEBHOOKS, full)
    given = {**_EMPTY, **raw}
    kind = _kind(given.pop("kind"))
    values = {"kind": kind.name, **_values(work, kind, given)}
    token = new_token()
    secrets = {"token": token, "token_hash": token_hash(token), "secret": new_secret()}
    return add(work, IncomingWebhook(**values, **secrets, owner_id=work.actor.member_id), values)


def update_incoming_webhook(work: Work, webhook_id: int, raw: Mapping[str, Any], *, version: int | None = None) -> None:
    """Change what is given. Whose rights it has does not change; see `take_over`."""
    webhook = row_to_change(work, IncomingWebhook, webhook_id, version)
    given = {"fields": webhook.fields, "find_by": webhook.find_by, **raw}
    values = _values(work, KINDS[webhook.kind], given)
    change(work, webhook, {key: value for key, value in values.items() if key in raw})


def take_over(work: Work, webhook_id: int) -> None:
    """Let it act with the actor's rights, as when its owner has left."""
    webhook = row_to_change(work, IncomingWebhook, webhook_id)
    change(work, webhook, {"owner_id": work.actor.member_id})


def renew_address(work: Work, webhook_id: int) -> None:
    """Give it another address; the one before is good for nothing from now on."""
    webhook = row_to_change(work, IncomingWebhook, webhook_id)
    webhook.token = new_token()
    webhook.token_hash = token_hash(webhook.token)
    webhook.touch()
    happened(work, "address_renewed", webhook)


def renew_incoming_secret(work: Work, webhook_id: int) -> None:
    """Make a new secret; what is signed with the one before is refused from now on."""
    webhook = row_to_change(work, IncomingWebhook, webhook_id)
    webhook.secret = new_secret()
    webhook.touch()
    happened(work, "secret_renewed", webhook)


def delete_incoming_webhook(work: Work, webhook_id: int) -> None:
    """Nothing comes in there any more; rules that name it say so."""
    delete(work, row_to_change(work, IncomingWebhook, webhook_id))


def drop_old_calls(work: Work) -> int:
    """Forget what came in long ago, a portion of it. Returns how many."""
    old = select(IncomingCall.id).where(IncomingCall.at < now() - CALLS_KEPT).order_by(IncomingCall.id).limit(_PORTION)
    ids = work.session.scalars(old).all()
    gone = delete_rows(IncomingCall).where(IncomingCall.id.in_(ids))
    work.session.execute(gone, execution_options={"synchronize_session": False})
    return len(ids)


def _kind(raw: Any) -> Kind:
    return KINDS[inputs.one_of("kind", raw, [kind.name for kind in kinds_that_come_in()])]


def _values(work: Work, kind: Kind, raw: Mapping[str, Any]) -> dict[str, Any]:
    unknown = raw.keys() - _READERS.keys() - {"fields", "find_by"}
    if unknown:
        raise Invalid({printable(min(unknown), 50): _("There is no such field.")})
    values: dict[str, Any] = {key: read(raw[key]) for key, read in _READERS.items() if key in raw}
    values["fields"] = _fields(work, kind, raw["fields"])
    values["find_by"] = _find_by(work, kind, raw["find_by"], values["fields"])
    return values


def _fields(work: Work, kind: Kind, raw: Any) -> list[dict[str, str]]:
    known, found = fields_that_come_in(work.session, kind), {}
    if not isinstance(raw, list) or len(raw) > MOST_FIELDS:
        raise Invalid({"fields": _("Give at most %(limit)s fields.", limit=MOST_FIELDS)})
    for each in raw:
        path, key = _row(each)
        if key not in known:
            raise Invalid({"fields": _("There is no field “%(key)s” here.", key=printable(key))})
        if key in found:
            raise Invalid({"fields": _("“%(field)s” is filled twice.", field=known[key].label)})
        if not path or len(path) > LONGEST_PATH or not is_storable(path):
            text = _("Say where the value of “%(field)s” stands, such as customer.email.", field=known[key].label)
            raise Invalid({"fields": text})
        found[key] = path
    return [{"path": path, "field": key} for key, path in found.items()]


def _row(raw: Any) -> tuple[str, str]:
    if not isinstance(raw, dict) or not all(isinstance(raw.get(key), str) for key in ("path", "field")):
        raise Invalid({"fields": _('Each is {"path": "customer.email", "field": "emails"}.')})
    return raw["path"].strip(), raw["field"]


def _find_by(work: Work, kind: Kind, raw: Any, fields: list[dict[str, str]]) -> str:
    if raw in ("", None):
        return ""
    field = fields_that_come_in(work.session, kind).get(raw) if isinstance(raw, str) else None
    if field is None or not can_find(field):
        raise Invalid({"find_by": _("Choose one from the list.")})
    if all(each["field"] != raw for each in fields):
        text = _("Say above where “%(field)s” stands in what comes in.", field=field.label)
        raise Invalid({"find_by": text})
    return RECORD_ID if raw == RECORD_ID else field.key


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda raw: inputs.line("name", _("Name"), raw),
    "missing": lambda raw: inputs.one_of("missing", raw, list(Missing)),
    "is_signed": lambda raw: inputs.yes_no("is_signed", raw),
    "active": lambda raw: inputs.yes_no("active", raw),
}
