"""The exceptions list: phones and e-mails put on it by hand, from a pasted list or by a rule, and taken off it."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from stepmark.catalogue.points import Point, point_in
from stepmark.catalogue.types.base import ValueFault
from stepmark.commands import inputs
from stepmark.commands.access import not_found
from stepmark.commands.work import Work
from stepmark.domain.exceptions import ExceptionEntry
from stepmark.domain.rights import require_admin
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.text import printable
from stepmark.queries.exceptions import entries_by_key

MOST_LINES = 1_000
_MOST_FAULTS = 5


class Added(NamedTuple):
    """How many came onto the list, and how many were there already."""

    new: int
    known: int


def add_exceptions(work: Work, raw_lines: Any, raw_why: Any = "") -> Added:
    """Put phones and e-mails on the list, all or none; they stand on lines of their own, or between commas."""
    require_admin(work.actor)
    points = _points(work, raw_lines)
    entries = list_points(work, points, _why(raw_why))
    return Added(len(entries), len({point.key for point in points}) - len(entries))


def add_exception(work: Work, raw: Any, raw_why: Any = "") -> int:
    """Put one phone or e-mail on the list. Returns its id there, which it may have had before."""
    require_admin(work.actor)
    try:
        point = point_in(raw, work.reader)
    except ValueFault as fault:
        raise Invalid({"value": fault.text}) from None
    list_points(work, [point], _why(raw_why))
    return entries_by_key(work.session, [point])[point.key].id


def delete_exception(work: Work, entry_id: int) -> None:
    """Take an entry off the list."""
    require_admin(work.actor)
    entry = work.session.get(ExceptionEntry, entry_id)
    if entry is None:
        raise not_found()
    unlist(work, entry)


def list_points(work: Work, points: Sequence[Point], why: str = "", deal_id: int | None = None) -> list[ExceptionEntry]:
    """Put points on the list whoever asks for it. Returns those that were not there."""
    known = entries_by_key(work.session, points)
    new = {point.key: point for point in reversed(points) if point.key not in known}
    return [_listed(work, new[key], why, deal_id) for key in dict.fromkeys(point.key for point in points) if key in new]


def unlist(work: Work, entry: ExceptionEntry) -> None:
    """Take it off the list whoever asks for it."""
    work.session.delete(entry)
    work.session.flush()
    changes = {"type": (entry.type, None), "text": (entry.text, None), "why": (entry.why, None)}
    work.happened("exception.deleted", "exception", entry.id, changes, label=entry.text)


def _listed(work: Work, point: Point, why: str, deal_id: int | None) -> ExceptionEntry:
    cause = dict(work.cause)
    entry = ExceptionEntry(**point._asdict(), folded=point.folded, why=why, added_by=work.author.member_id, cause=cause)
    work.session.add(entry)
    work.session.flush()
    changes = {"type": (None, point.type), "text": (None, point.text), "why": (None, why)}
    work.happened("exception.added", "exception", entry.id, changes, label=point.text, deal_id=deal_id)
    return entry


def _points(work: Work, raw_lines: Any) -> list[Point]:
    lines = [line.strip() for line in re.split(r"[\n\r\t;,]", str(raw_lines)) if line.strip()]
    if not lines:
        raise Invalid({"lines": _("Enter a phone number or an e-mail address.")})
    if len(lines) > MOST_LINES:
        raise Invalid({"lines": _("At most %(limit)s can be added at once.", limit=MOST_LINES)})
    points, faults = [], []
    for line in lines:
        try:
            points.append(point_in(line, work.reader))
        except ValueFault:
            faults.append(printable(line, 40))
    if faults:
        named = ", ".join(faults[:_MOST_FAULTS]) + (" …" if len(faults) > _MOST_FAULTS else "")
        raise Invalid({"lines": _("Neither phone numbers nor e-mail addresses: %(lines)s", lines=named)})
    return points


def _why(raw: Any) -> str:
    return inputs.line("why", _("Why"), raw, required=False, limit=300)
