"""What happened to a record."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, literal, or_, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS, Kind, has_stages
from stepmark.domain.history import History
from stepmark.domain.merges import Merge
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task
from stepmark.queries.audience import withheld
from stepmark.queries.told import TOLD
from stepmark.queries.visible import visible


def history_of(
    session: Session, kind: str, record_id: int, *, before: int | None = None, limit: int = 50
) -> list[History]:
    """The newest events of a record, and for a deal those of its tasks, ticks and notes; `before` pages on by id.

    What happened to duplicates that were merged into it is its own.
    """
    own = (History.kind == kind) & _is_record(kind, record_id)
    query = select(History).where(or_(own, History.deal_id == record_id) if has_stages(kind) else own)
    if before is not None:
        query = query.where(History.id < before)
    return list(session.scalars(query.order_by(History.id.desc()).limit(limit)))


def _is_record(kind: str, record_id: int) -> ColumnElement[bool]:
    if kind not in KINDS or not KINDS[kind].is_client:
        return History.record_id == record_id
    merged = select(Merge.record_id).where(Merge.kind == kind, Merge.into_id == record_id)
    return History.record_id.in_(select(literal(record_id)).union_all(merged))


def seen_events(session: Session, actor: Actor, page: str, events: Sequence[History]) -> list[History]:
    """Of the events on a page about a kind of record, those without records of other kinds that the actor may not see.

    One statement for each such kind, and none for whoever sees all. Tasks are told of with their deal, but for those
    that are for others alone.
    """
    elsewhere: dict[str, set[int]] = defaultdict(set)
    for event in events:
        if event.kind in KINDS and event.kind not in (page, "task") and _is_narrowed(actor, KINDS[event.kind]):
            elsewhere[event.kind].add(event.record_id)
    hidden: dict[str, set[int]] = {
        kind: ids - _seen(session, actor, KINDS[kind], ids) for kind, ids in elsewhere.items()
    }
    tasks = {event.record_id for event in events if event.kind == "task"}
    if tasks and not actor.is_admin:
        hidden["task"] = set(session.scalars(select(Task.id).where(Task.id.in_(tasks), withheld(actor))))
    told = _told_of_unseen(session, actor, events)
    return [event for event in events if event.record_id not in hidden.get(event.kind, ()) and event.id not in told]


def _told_of_unseen(session: Session, actor: Actor, events: Sequence[History]) -> set[int]:
    """The events that tell a record of another one that the actor may not see."""
    if actor.sees_all:
        return set()
    about: dict[str, dict[int, int]] = defaultdict(dict)
    for event in events:
        for kind in TOLD:
            if kind in event.changes:
                about[kind][event.id] = event.changes[kind][1]
    return {
        event_id
        for kind, ids in about.items()
        for seen in [_seen(session, actor, KINDS[kind], set(ids.values()))]
        for event_id, record_id in ids.items()
        if record_id not in seen
    }


def _is_narrowed(actor: Actor, kind: Kind) -> bool:
    return not actor.sees_all or (kind.personal and not actor.is_admin)


def _seen(session: Session, actor: Actor, kind: Kind, ids: set[int]) -> set[int]:
    return set(session.scalars(select(kind.model.id).where(kind.model.id.in_(ids), visible(kind.model, actor))))


def creator_of(session: Session, kind: str, record_id: int) -> int | None:
    """The member who made a record; None where the product did, or nobody knows."""
    query = select(History.actor_id).where(History.kind == kind, History.record_id == record_id)
    return session.scalar(query.where(History.name == f"{kind}.created").order_by(History.id).limit(1))


def values_at(session: Session, kind: str, record_id: int, version: int) -> dict[str, Any]:
    """What each field that has changed since `version` held then, as JSON values."""
    query = (
        select(History.changes)
        .where(History.kind == kind, History.record_id == record_id, History.record_version > version)
        .order_by(History.id)
    )
    then: dict[str, Any] = {}
    for changes in session.scalars(query):
        for key, (before, _after) in changes.items():
            then.setdefault(key, before)
    return then
