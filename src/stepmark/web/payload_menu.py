"""What the star offers of what comes in: as a webhook's last call had it, or as a lead form asks for it."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from stepmark.automation.incoming import payload_in
from stepmark.automation.placeholders.language import parsed
from stepmark.automation.placeholders.names import PAYLOAD, code_of
from stepmark.automation.placeholders.printing import printed
from stepmark.catalogue.types.base import ValueFault
from stepmark.domain.lead_forms import EntryOutcome
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import printable
from stepmark.queries.incoming_webhooks import calls_of, incoming_webhook
from stepmark.queries.lead_forms import asked_fields, entries_of, lead_form
from stepmark.web.payload_leaves import leaves_of

_MOST = 100
_DEEPEST = 5
_LABEL = 60
_EXAMPLE = 80
_LATEST = 20
_FIRST = _("The first")


class Offered(NamedTuple):
    """A placeholder as it is typed, what people call it, and what it was last, if that is known."""

    code: str
    label: str
    example: str = ""


class Brought(NamedTuple):
    """What came in last, of which a record was made, and what texts may read of it.

    Where nothing is known yet, `note` says what is to be done, and `way` leads there.
    """

    source: str
    payload: Mapping[str, Any] = {}
    record_id: int | None = None
    offers: tuple[Offered, ...] = ()
    note: Text = ""
    way: str = ""


def source_of(answers: Mapping[str, Any]) -> str:
    """Through what the answers of a trigger let something come in, such as "incoming_webhook:7"."""
    chosen = ((name, answers.get(f"{name}_id")) for name in _SOURCES)
    return next((f"{name}:{row_id}" for name, row_id in chosen if row_id), PAYLOAD)


def brought_by(session: Session, source: str) -> Brought:
    """What came in there."""
    name, _colon, written = source.partition(":")
    is_id = written.isascii() and written.isdigit() and len(written) < 19
    found = _SOURCES[name](session, source, int(written)) if name in _SOURCES and is_id else None
    return found or Brought(source, note=_("Choose above where it comes in, to see its fields here."))


def _by_webhook(session: Session, source: str, webhook_id: int) -> Brought | None:
    if incoming_webhook(session, webhook_id) is None:
        return None
    call = next(iter(calls_of(session, webhook_id, limit=1)), None)
    payload = payload_in(call.body) if call is not None else {}
    offers = tuple(islice(_offers(payload), _MOST))
    note = "" if offers else _("No call yet: send one to see its fields.")
    way = "" if offers else f"/settings/incoming-webhooks/{webhook_id}/calls/new"
    return Brought(source, payload, call.record_id if call is not None else None, offers, note, way)


def _by_form(session: Session, source: str, form_id: int) -> Brought | None:
    form = lead_form(session, form_id)
    if form is None:
        return None
    entries = (each for each in entries_of(session, form_id, limit=_LATEST) if each.outcome == EntryOutcome.CREATED)
    last = next(entries, None)
    given = last.given if last is not None else {}
    asked = [(each.field.key, str(each.label)) for each in asked_fields(session, form)]
    offers = tuple(
        Offered(code_of((PAYLOAD, key)), printable(label, _LABEL), _example(given.get(key))) for key, label in asked
    )
    return Brought(source, given, last.record_id if last is not None else None, offers)


_SOURCES: Mapping[str, Callable[[Session, str, int], Brought | None]] = {
    "incoming_webhook": _by_webhook,
    "lead_form": _by_form,
}


def _offers(payload: Mapping[str, Any]) -> Iterator[Offered]:
    """A list of plain values is offered as a whole too, which prints one after another."""
    for steps, value in leaves_of(payload, _DEEPEST):
        if steps[-1] == 0:
            yield from _offered(steps[:-1], _inside(payload, steps[:-1]))
        yield from _offered(steps, value)


def _offered(steps: tuple[str | int, ...], value: Any) -> Iterator[Offered]:
    """None where a name holds what can't be typed, such as braces."""
    names = (PAYLOAD, *("first" if step == 0 else str(step) for step in steps))
    code = code_of(names)
    if _reads(code, names):
        titles = (str(_FIRST) if step == 0 else printable(str(step), _LABEL).strip() or "“”" for step in steps)
        yield Offered(code, " › ".join(titles), _example(value))


def _reads(code: str, names: tuple[str, ...]) -> bool:
    try:
        return [each.names for each in parsed(code).readings] == [names]
    except ValueFault:
        return False


def _inside(payload: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps:
        payload = payload[step]
    return payload


def _example(value: Any) -> str:
    return printable(" ".join(printed(value).split()), _EXAMPLE)
