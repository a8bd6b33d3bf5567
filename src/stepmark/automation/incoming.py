"""What comes in through a webhook: read by its mapping, made or changed with its owner's rights, and told to rules."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import select

from stepmark.automation.trace import kept_text
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, LEAD, Kind
from stepmark.commands.access import locked
from stepmark.commands.leads import turn_away
from stepmark.commands.records import create_record, update_record
from stepmark.commands.savepoints import savepoint
from stepmark.commands.work import Author, Work
from stepmark.conditions.tree import read_tree
from stepmark.domain.attributes import FieldType
from stepmark.domain.incoming_webhooks import CallOutcome, IncomingCall, IncomingWebhook, Missing
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import printable
from stepmark.queries.incoming_webhooks import RECORD_ID, fields_that_come_in
from stepmark.queries.matches import matches

_TEXTS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.EMAIL, FieldType.PHONE, FieldType.LINK})
_ABSENT: Any = object()


class Received(NamedTuple):
    """What came of a call. `problem` is why it was refused."""

    call_id: int
    outcome: str
    kind: str
    record_id: int | None
    problem: Problem | None = None


class _Done(NamedTuple):
    outcome: CallOutcome
    record_id: int | None = None
    reason: Text = ""


def receive(work: Work, webhook_id: int, payload: Mapping[str, Any], body: str, key: str | None = None) -> Received:
    """Take one call in, once only for each `key` unless it was refused. A refusal is written down, not raised."""
    webhook = locked(work, IncomingWebhook, webhook_id)
    known = _known(work, webhook, key)
    if known is not None and known.outcome != CallOutcome.REFUSED:
        return Received(known.id, known.outcome, known.kind, known.record_id)
    webhook.used_at = now()
    # Programs write numbers and dates in one way, whatever the owner's language.
    work.actor = replace(work.actor, locale="en")
    problem = None
    try:
        by, cause = Author(None, webhook.name), {"kind": "webhook", "source": webhook.id, "name": webhook.name}
        with savepoint(work), work.acting(work.actor, by, (), **cause):
            done = _carry_out(work, webhook, payload)
    except Problem as refused:
        done, problem = _Done(CallOutcome.REFUSED, None, refused.detail), refused
    call = known or IncomingCall(webhook_id=webhook.id, key=key)
    _write_down(work, webhook, done, call, body)
    return Received(call.id, call.outcome, call.kind, call.record_id, problem)


def payload_in(body: str) -> dict[str, Any]:
    """What a call that was kept had brought."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _known(work: Work, webhook: IncomingWebhook, key: str | None) -> IncomingCall | None:
    if key is None:
        return None
    query = select(IncomingCall).where(IncomingCall.webhook_id == webhook.id, IncomingCall.key == key)
    return work.session.scalars(query).one_or_none()


def _carry_out(work: Work, webhook: IncomingWebhook, payload: Mapping[str, Any]) -> _Done:
    kind = KINDS[webhook.kind]
    raw = _raw(webhook, fields_that_come_in(work.session, kind), payload)
    record_id = _found(work, kind, webhook, raw)
    wanted = raw.pop(RECORD_ID, None)
    if record_id is None:
        if webhook.find_by and webhook.missing == Missing.IGNORE:
            return _Done(CallOutcome.IGNORED, None, _("No record was found."))
        if wanted or (webhook.find_by and webhook.missing == Missing.REFUSE):
            raise Invalid({webhook.find_by or RECORD_ID: _("No record was found.")})
        if kind is LEAD and (barred := turn_away(work, raw)):
            return _Done(CallOutcome.BARRED, None, _("“%(what)s” is on the exceptions list.", what=barred.text))
        record_id, outcome = create_record(work, kind, raw), CallOutcome.CREATED
    else:
        # What it was found by stays as it is: one of several e-mails would take the place of all.
        update_record(work, kind, record_id, {key: each for key, each in raw.items() if key != webhook.find_by})
        outcome = CallOutcome.CHANGED
    record = work.session.get_one(kind.model, record_id)
    work.happened("webhook.received", kind.name, record.id, label=record.label, payload=payload)
    return _Done(outcome, record_id)


def _raw(webhook: IncomingWebhook, fields: Mapping[str, Field], payload: Mapping[str, Any]) -> dict[str, Any]:
    """The raw values by field key; what did not come in is left out."""
    found = {}
    for each in webhook.fields:
        value = _at(payload, each["path"])
        if value is not _ABSENT and each["field"] in fields:
            found[each["field"]] = _fitted(fields[each["field"]], value, each["path"])
    return found


def _at(payload: Any, path: str) -> Any:
    """What stands at a path such as `customer.emails.0`. A key with points in it counts before a way."""
    if isinstance(payload, Mapping) and path in payload:
        return payload[path]
    here = payload
    for step in path.split("."):
        if isinstance(here, Mapping) and step in here:
            here = here[step]
        elif isinstance(here, list) and step.isascii() and step.isdigit() and len(step) < 6 and int(step) < len(here):
            here = here[int(step)]
        else:
            return _ABSENT
    return here


def _fitted(field: Field, value: Any, path: str) -> Any:
    several = value if isinstance(value, list) else [value]
    is_money = field.type is FieldType.MONEY and isinstance(value, dict)
    if any(isinstance(each, list | dict) for each in several) and not is_money:
        text = _("What stands at “%(path)s” is no value, but holds several.", path=printable(path))
        raise Invalid({field.key: text})
    if field.type in _TEXTS:
        several = [str(each) if isinstance(each, int | float) else each for each in several]
    if field.multiple:
        return [each for each in several if each is not None]
    if len(several) > 1:
        raise Invalid({field.key: _("“%(field)s” takes one value, not several.", field=field.label)})
    return "" if not several or several[0] is None else several[0]


def _found(work: Work, kind: Kind, webhook: IncomingWebhook, raw: Mapping[str, Any]) -> int | None:
    """The id of the one record that has the value; None where none has, or none was given."""
    key = webhook.find_by or (RECORD_ID if raw.get(RECORD_ID) else "")
    value = raw.get(key)
    if not key or value in ("", None, []):
        return None
    if key == RECORD_ID:
        text = str(value)
        is_id = text.isascii() and text.isdigit() and len(text) < 19
        return int(text) if is_id and _is_there(work, kind, int(text)) else None
    tests = [{"field": key, "op": "equal", "value": each} for each in (value if isinstance(value, list) else [value])]
    work.session.flush()
    met = matches(work.session, work.actor, kind, read_tree({"any": tests}), limit=1)
    if met.count > 1:
        raise Invalid({key: _("%(count)s records have this value. Which is meant?", count=met.count)})
    return int(met.records[0].id) if met.records else None


def _is_there(work: Work, kind: Kind, record_id: int) -> bool:
    record = work.session.get(kind.model, record_id)
    return record is not None and not record.is_deleted


def _write_down(work: Work, webhook: IncomingWebhook, done: _Done, call: IncomingCall, body: str) -> None:
    record = work.session.get(KINDS[webhook.kind].model, done.record_id) if done.record_id else None
    call.at, call.body, call.outcome, call.kind = now(), body, done.outcome, webhook.kind
    call.reason = kept_text(done.reason) if done.reason else None
    call.record_id, call.record_label = done.record_id, record.label[:300] if record else ""
    work.session.add(call)
    work.session.flush()
