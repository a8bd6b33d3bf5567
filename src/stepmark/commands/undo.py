"""Undoing a change: everything that a person did at once, with all that followed from it, through the ordinary verbs.

Only where nobody has touched the same values since. An undo is a change like any other, so it can be undone as well.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from stepmark.commands.access import locked_deals, not_found
from stepmark.commands.savepoints import savepoint
from stepmark.commands.undo_exceptions import exceptions_back, touched_exceptions
from stepmark.commands.undo_merges import is_of_merge, merges_back
from stepmark.commands.undo_papers import papers_back, touched_papers
from stepmark.commands.undo_prices import prices_back, touched_prices
from stepmark.commands.undo_records import out_of_archive, records_back, touched_records
from stepmark.commands.undo_ticks import settle_ticks, ticks_back, ticks_before, touched_ticks
from stepmark.commands.work import Work
from stepmark.domain.history import History
from stepmark.domain.rights import require
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _, text_of
from stepmark.queries.undo import LASTS, can_be_undone, events_of, is_bulk, may_undo, parts_of, undone_changes


@dataclass
class Undone:
    """How many records of a bulk change are as they were, and why the others are not, by name."""

    count: int = 0
    refused: list[tuple[str, Text]] = field(default_factory=list)

    def add(self, other: "Undone") -> None:
        """Count another chunk in."""
        self.count += other.count
        self.refused += other.refused


def undo_change(work: Work, change_id: int) -> None:
    """Take a whole change back, or nothing of it; `conflict` names what was touched since."""
    events = _own_events(work, change_id)
    first = events[0]
    kind, record_id = ("deal", first.deal_id) if first.deal_id else (first.kind, first.record_id)
    if change_id in undone_changes(work.session, kind, record_id):
        raise Problem("conflict", _("This was undone already."))
    with work.caused_by(kind="undo", of=change_id):
        take_back(work, events)


def undo_part(work: Work, change_id: int, event_ids: Collection[int], as_change: int) -> Undone:
    """Take records of a bulk change back, as part of the change `as_change`; what is refused stays and is named."""
    work.change_id = as_change
    undone = Undone()
    for events in parts_of(_own_events(work, change_id, event_ids)):
        try:
            with savepoint(work), work.caused_by(kind="undo", of=change_id, bulk=True):
                take_back(work, events)
                work.session.flush()
        except Problem as problem:
            undone.refused.append((events[0].record_label, problem.detail))
        else:
            undone.count += 1
    return undone


def touched(work: Work, events: Sequence[History]) -> list[Text]:
    """What is not as these events left it, by name."""
    return [
        *touched_records(work, events),
        *touched_ticks(work, ticks_before(events)),
        *touched_papers(work, events),
        *touched_prices(work, events),
        *touched_exceptions(work, events),
    ]


def take_back(work: Work, events: Sequence[History]) -> None:
    """Undo all that these events tell of, the oldest first; `conflict` if any of it was touched since."""
    # Locked in one order before anything is read, so that nobody touches between the look and the change.
    deals = {deal.id: deal for deal in locked_deals(work, sorted({each.deal_id for each in events if each.deal_id}))}
    ticks = ticks_before(events)
    if since := touched(work, events):
        names = ", ".join(dict.fromkeys(str(text_of(each)) for each in since))
        text = _("This can't be undone any more, as it was changed since: %(what)s.", what=names)
        raise Problem("conflict", text, touched=since)
    told = len(work.events)
    out_of_archive(work, events)
    ticks_back(work, deals, ticks)
    with work.with_all_fields():
        merges_back(work, events)
        records_back(work, [event for event in events if not is_of_merge(event)])
    papers_back(work, events)
    prices_back(work, events)
    exceptions_back(work, events)
    work.session.flush()
    settle_ticks(work, deals, ticks, work.events[told:])


def _own_events(work: Work, change_id: int, ids: Collection[int] | None = None) -> list[History]:
    events = events_of(work.session, change_id, ids)
    if not events:
        raise not_found()
    require(work.actor.can_create and (work.actor.is_admin or events[0].actor_id == work.actor.member_id))
    if not may_undo(work.actor, events[0]):
        hours = LASTS.days * 24
        raise Problem("conflict", _("A change can be undone for %(hours)s hours. This one is older.", hours=hours))
    if not can_be_undone(events) or (ids is None and is_bulk(events[0])):
        raise Problem("conflict", _("This change can't be undone as a whole. Change back by hand what you need."))
    return events
