"""What may be undone: one person's change, with all that followed from it, for a day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS, SALE_NAMES, has_stages
from stepmark.domain.history import History
from stepmark.domain.rights import Actor
from stepmark.platform.clock import now

LASTS = timedelta(hours=24)
MOST_READ = 2000
_VERBS = ("created", "updated", "deleted", "restored", "archived", "unarchived")
_OTHERS = {
    "task.finished", "task.reopened", "step.ticked",
    "step.unticked", "note.added", "note.updated", "note.deleted", "note.restored", "file.added", "file.deleted",
    "file.restored", "exception.added", "exception.deleted", "invoice.paid", "invoice.unpaid", "order.paid",
    "order.unpaid", "payment_link.made", "product.priced",
}  # fmt: skip
_OF_SALES = {f"{kind}.{verb}" for kind in SALE_NAMES for verb in ("moved", "won", "lost", "reopened")}
UNDOABLE = _OTHERS | _OF_SALES | {f"{kind}.{verb}" for kind in KINDS for verb in (*_VERBS, "merged")}
# What leaves nothing to take back by itself, beside what follows from it.
_BESIDES = {
    "rule.started", "run.retried", "document.signed", "message.received", "message.sent", "lead.converted",
    "document.signing_asked", "document.opened", "payment_link.expired", "payment_link.withdrawn",
    "message.opened", "message.link_clicked",
}  # fmt: skip
# An import has a withdrawal of its own; what a changed process or binding brings about ends with what brought it.
_NOT_ALONE = {"import", "withdrawal", "binding", "process"}
# Those that say which note, file or link they are about; older rows don't.
_NAMED = {"note": "note_id", "file": "file_ids", "payment_link": "payment_link_id"}


class Told(Protocol):
    """What an event and its row have in common."""

    @property
    def name(self) -> str: ...

    @property
    def changes(self) -> Mapping[str, Any]: ...

    @property
    def cause(self) -> Mapping[str, Any]: ...


def leaves_nothing(event: Told) -> bool:
    """Whether there is nothing to take back of an event by itself."""
    return event.name in _BESIDES


def can_be_undone(events: Sequence[Told]) -> bool:
    """Whether a change consists of nothing but what can be taken back."""
    changes = [event for event in events if not leaves_nothing(event)]
    return bool(changes) and all(_can_be_undone(event) for event in changes)


def is_bulk(event: History) -> bool:
    """Whether the change was made of many transactions, each with its records, and is undone like that."""
    return event.cause.get("kind") == "bulk" or bool(event.cause.get("bulk"))


def events_of(session: Session, change_id: int, ids: Collection[int] | None = None) -> list[History]:
    """All that happened in one change, the oldest first; of a bulk change perhaps only these rows."""
    query = select(History).where(History.change_id == change_id).order_by(History.id)
    return list(session.scalars(query if ids is None else query.where(History.id.in_(ids))))


def parts_of(events: Iterable[History]) -> list[list[History]]:
    """The events of a bulk change, record by record; what hangs on a deal goes with it."""
    return [list(part) for _key, part in groupby(sorted(events, key=_root), _root)]


def may_undo(actor: Actor, event: History) -> bool:
    """Whether the actor may undo what this event is part of: their own change, or an administrator any, for a day."""
    mine = event.actor_id is not None and event.actor_id == actor.member_id
    return event.change_id is not None and (actor.is_admin or mine) and event.at > now() - LASTS


def undone_changes(session: Session, kind: str, record_id: int) -> set[int]:
    """The changes of a record (of a deal: also of what hangs on it) that were undone, and not redone since."""
    own = (History.kind == kind) & (History.record_id == record_id)
    query = (
        select(History.change_id, History.cause)
        .where(or_(own, History.deal_id == record_id) if has_stages(kind) else own)
        .where(History.cause["kind"].as_string() == "undo", History.at > now() - 2 * LASTS)
        .order_by(History.id.desc())
    )
    undone: set[int] = set()
    for change_id, cause in session.execute(query):
        # An undo that was itself undone gave back what it took.
        if change_id not in undone:
            undone.add(cause["of"])
    return undone


def offers(session: Session, actor: Actor, kind: str, record_id: int, events: Sequence[History]) -> dict[int, int]:
    """By event id the change that may be undone from there: at the newest event of each change on this page."""
    newest: dict[int, History] = {}
    for event in events:
        if event.change_id and may_undo(actor, event) and actor.can_create:
            newest.setdefault(event.change_id, event)
    if not newest:
        return {}
    undone = undone_changes(session, kind, record_id)
    changes = select(History).where(History.change_id.in_(newest.keys() - undone))
    rows = session.scalars(changes.order_by(History.change_id, History.id).limit(MOST_READ))
    whole = {change_id: list(part) for change_id, part in groupby(rows, _change)}
    return {newest[change_id].id: change_id for change_id, part in whole.items() if _is_whole(part)}


def _is_whole(events: Sequence[History]) -> bool:
    # A bulk change is undone as one, which nobody expects from the timeline of one of its records.
    return can_be_undone(events) and not any(is_bulk(event) for event in events)


def _can_be_undone(event: Told) -> bool:
    point = _NAMED.get(event.name.partition(".")[0])
    point = "merged" if event.name.endswith(".merged") else point
    is_named = point is None or point in event.changes
    return event.name in UNDOABLE and event.cause.get("kind") not in _NOT_ALONE and is_named


def _root(event: History) -> tuple[str, int]:
    return ("deal", event.deal_id) if event.deal_id is not None else (event.kind, event.record_id)


def _change(event: History) -> int:
    return event.change_id or 0
