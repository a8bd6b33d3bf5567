"""Undoing as people ask for it: one change as a whole, a bulk change chunk by chunk, and the page to go on with."""

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from stepmark.catalogue.kinds import kind_of
from stepmark.commands.undo import Undone, undo_change, undo_part
from stepmark.domain.history import History
from stepmark.platform.i18n import Text, _, ngettext_lazy
from stepmark.platform.ids import new_change_id
from stepmark.queries.undo import events_of, is_bulk, parts_of
from stepmark.web.caller import Caller
from stepmark.web.record_paths import RECORD_URL
from stepmark.web.render import local_path

CHUNK = 20
MOST_NAMED = 5


class Said(NamedTuple):
    """What to tell after an undo, how good it is, and the change by which it can be redone."""

    text: Text
    tone: str
    redo: int | None


def undone(caller: Caller, change_id: int) -> Said:
    """Undo the change; of a bulk change what can be, naming the rest."""
    with caller.reading() as session:
        events = events_of(session, change_id)
    if not events or not is_bulk(events[0]):
        caller.run(undo_change, change_id)
        return Said(_("Undone."), "good", caller.undo)
    redo, outcome = new_change_id(), Undone()
    for chunk in _chunks(parts_of(events)):
        outcome.add(caller.run(undo_part, change_id, [event.id for part in chunk for event in part], redo))
    return _said(outcome, redo)


class Back(NamedTuple):
    """Where to go on, and whether that is another page."""

    url: str
    left: bool


def page_before(caller: Caller) -> Back:
    """The page from which the request comes; where its record has gone into the bin, the list."""
    url = _address_before(caller)
    place = re.match(RECORD_URL, url.path)
    if place:
        kind = kind_of(place["plural"])
        with caller.reading() as session:
            record = session.get(kind.model, int(place["id"]))
        if record is None or record.is_deleted:
            return Back(f"/{kind.plural}", True)
    return Back(local_path(url.path + (f"?{url.query}" if url.query else "")), False)


def _address_before(caller: Caller) -> SplitResult:
    headers = caller.request.headers
    try:
        return urlsplit(headers.get("HX-Current-URL") or headers.get("Referer") or "/")
    except ValueError:
        return urlsplit("/")


def _chunks(parts: Sequence[list[History]]) -> Sequence[Sequence[list[History]]]:
    return [parts[start : start + CHUNK] for start in range(0, len(parts), CHUNK)]


def _said(outcome: Undone, redo: int) -> Said:
    text = ngettext_lazy("%(num)s record is as it was.", "%(num)s records are as they were.", outcome.count)
    if not outcome.refused:
        return Said(text, "good", redo)
    names = ", ".join(name for name, _why in outcome.refused[:MOST_NAMED])
    others = len(outcome.refused) - MOST_NAMED
    named = f"{names} …" if others > 0 else names
    stayed = _("%(undone)s These were changed since and stay: %(names)s", undone=text, names=named)
    return Said(stayed, "warn", redo if outcome.count else None)
