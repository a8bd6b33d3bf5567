"""Undoing as much of a change as nobody has touched since: field by field, tick by tick, record by record."""

from collections.abc import Hashable, Iterator, Sequence
from itertools import groupby

from sqlalchemy import inspect

from stepmark.commands.access import locked_deals
from stepmark.commands.savepoints import savepoint
from stepmark.commands.undo import take_back, touched
from stepmark.commands.undo_records import GOES_TOGETHER, PRESENCE
from stepmark.commands.work import Work
from stepmark.domain.history import History
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.undo import can_be_undone

_OF_VALUES = (".updated", ".moved", ".won", ".lost", ".reopened")


def take_back_untouched(work: Work, events: Sequence[History]) -> list[Text]:
    """Take back what can be. Returns what stays, by name: what was touched since, or can't be taken back at all."""
    locked_deals(work, sorted({each.deal_id for each in events if each.deal_id}))
    kept: list[History] = []
    stays: list[Text] = []
    for part in _apart(events):
        reasons = [_named(part[0], each) for each in touched(work, part)]
        reasons = reasons if can_be_undone(part) else [part[0].record_label]
        stays += reasons
        kept += [] if reasons else part
    try:
        if kept:
            with savepoint(work):
                take_back(work, sorted(kept, key=lambda event: event.id))
                work.session.flush()
    except Problem:
        stays += dict.fromkeys(event.record_label for event in kept)
    return stays


def _named(event: History, what: Text) -> Text:
    return what if what == event.record_label else _("%(what)s of “%(record)s”", what=what, record=event.record_label)


def _apart(events: Sequence[History]) -> list[list[History]]:
    """The events in the smallest parts that make sense alone; one that changed several fields is cut into pieces."""
    whole = {(event.kind, event.record_id) for event in events if event.name.partition(".")[2] in PRESENCE}
    pieces = [piece for event in events for piece in _pieces(event, is_whole=_of(event) in whole)]
    return [[event for _part, event in part] for _key, part in groupby(sorted(pieces, key=_part), _part)]


def _pieces(event: History, *, is_whole: bool) -> Iterator[tuple[Hashable, History]]:
    if (
        event.kind == "step"
        or is_whole
        or not event.name.endswith((".updated", ".moved", ".won", ".lost", ".reopened"))
    ):
        yield (*_of(event), event.deal_id or 0, ""), event
        return
    for part, keys in groupby(sorted(event.changes, key=_aspect), _aspect):
        yield (*_of(event), event.deal_id or 0, part), _piece(event, list(keys))


def _aspect(key: str) -> str:
    return "standing" if key in GOES_TOGETHER else key


def _piece(event: History, keys: Sequence[str]) -> History:
    """A copy of the row with these changes alone; it belongs to no session."""
    values = {column.key: getattr(event, column.key) for column in inspect(History).column_attrs}
    return History(**{**values, "changes": {key: event.changes[key] for key in keys}})


def _of(event: History) -> tuple[str, int]:
    return event.kind, event.record_id


def _part(piece: tuple[Hashable, History]) -> str:
    return repr(piece[0])
