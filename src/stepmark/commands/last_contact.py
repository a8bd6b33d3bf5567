"""When one was last in touch with a record's people, kept by what happens on it.

Like the search's words it follows from the events of a change, so that no verb can forget it. It is no change of its
own: no version counts up, as nobody who edits the record meanwhile could clash with it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, inspect, or_, select, update

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, KINDS, Kind
from stepmark.commands.work import Work
from stepmark.domain.deals import Sale
from stepmark.domain.messages import Message
from stepmark.domain.record import Contacted
from stepmark.domain.tasks import Task
from stepmark.platform.clock import now

Touch = tuple[Kind, int | None, Any]

_TALKS = ("call", "meeting", "mail")


def follow(work: Work) -> None:
    """Count the notes, the messages and the finished calls, meetings and mails of this change as contacts."""
    newest: dict[str, dict[int, datetime]] = defaultdict(dict)
    for kind, record_id, at in (*_by_notes(work), *_by_tasks(work), *_by_messages(work)):
        if record_id is not None:
            newest[kind.name][record_id] = max(at, newest[kind.name].get(record_id, at))
    for name, moments in newest.items():
        in_touch(work, KINDS[name], moments)


def in_touch(work: Work, kind: Kind, moments: Mapping[int, datetime]) -> None:
    """Remember when one was in touch, by record, unless that was later already; through a deal also with its contact
    person and its company.
    """
    if not issubclass(kind.model, Contacted):
        return
    _remember(work, kind, moments)
    if kind.has_stages:
        query = select(Sale.id, Sale.contact_id, Sale.company_id).where(Sale.id.in_(moments))
        around = work.session.execute(query.order_by(Sale.id)).all()
        for other, ids in (
            (CONTACT, {row[0]: row[1] for row in around}),
            (COMPANY, {row[0]: row[2] for row in around}),
        ):
            _remember(work, other, _newest(moments, ids))


def _by_notes(work: Work) -> Iterator[Touch]:
    at = now()
    return ((KINDS[event.kind], event.record_id, at) for event in work.events if event.name == "note.added")


def _by_tasks(work: Work) -> Iterator[Touch]:
    finished = {event.record_id for event in work.events if event.name == "task.finished"}
    if not finished:
        return
    query = select(Task.deal_id, Task.company_id, Task.contact_id, Task.done_at)
    talks = query.where(Task.id.in_(finished), Task.type.in_(_TALKS), Task.done_at.is_not(None))
    for deal_id, company_id, contact_id, done_at in work.session.execute(talks).all():
        yield from ((DEAL, deal_id, done_at), (COMPANY, company_id, done_at), (CONTACT, contact_id, done_at))


def _by_messages(work: Work) -> Iterator[Touch]:
    kept = {event.record_id for event in work.events if event.name in ("message.created", "message.updated")}
    if not kept:
        return
    query = select(Message.deal_id, Message.company_id, Message.contact_id, Message.sent_at)
    for deal_id, company_id, contact_id, sent_at in work.session.execute(query.where(Message.id.in_(kept))).all():
        at = min(sent_at, now())
        yield from ((DEAL, deal_id, at), (COMPANY, company_id, at), (CONTACT, contact_id, at))


def _newest(moments: Mapping[int, datetime], others: Mapping[int, int | None]) -> dict[int, datetime]:
    """By the id of what is linked to, the newest moment of those that link to it."""
    found: dict[int, datetime] = {}
    for record_id, other_id in others.items():
        if other_id is not None:
            found[other_id] = max(moments[record_id], found.get(other_id, moments[record_id]))
    return found


def _remember(work: Work, kind: Kind, moments: Mapping[int, datetime]) -> None:
    if not moments:
        return
    table: Any = inspect(kind.model).local_table
    is_later = or_(table.c.last_contact_at.is_(None), table.c.last_contact_at < bindparam("at"))
    mine = table.c.workspace_id == work.actor.workspace_id, table.c.id == bindparam("row")
    change = update(table).where(*mine, is_later).values(last_contact_at=bindparam("at"))
    # In one order for all, so that two who write to the same people wait for one another and don't lock up.
    rows = [{"row": record_id, "at": moments[record_id]} for record_id in sorted(moments)]
    work.session.execute(change, rows, execution_options={"scoped_by_hand": True})
