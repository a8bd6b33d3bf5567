"""Fetching the row that a verb is about: locked, seen by the actor, and theirs to change."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import inspect, select

from stepmark.commands.work import Work
from stepmark.domain.deals import Sale
from stepmark.domain.record import Record, Versioned
from stepmark.domain.rights import Ownership, may_delete, may_edit, may_see, require
from stepmark.domain.tasks import Task
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.audience import is_audience
from stepmark.queries.co_executors import co_executor_ids
from stepmark.queries.people import team_of

Row = TypeVar("Row", bound=Versioned)
AnyRecord = TypeVar("AnyRecord", bound=Record)


def locked(work: Work, model: type[Row], row_id: int, *, deleted: bool | None = False) -> Row:
    """The live row, locked until the change ends; else `not-found`. `deleted` asks for one in the bin, None for any.

    A row that this change holds already is not read again: nobody else can have changed it.
    """
    query = select(model).where(model.id == row_id).with_for_update().execution_options(populate_existing=True)
    row = work.remember(("locked", _table(model), row_id), lambda: work.session.scalars(query).one_or_none())
    if not isinstance(row, model) or deleted not in (None, row.is_deleted):
        raise not_found()
    return row


def hold(work: Work, rows: Iterable[Versioned]) -> None:
    """Remember that this change holds these rows, which it has read with a lock, so that they are not read again."""
    for row in rows:
        work.remember(("locked", _table(type(row)), row.id), partial(_itself, row))


def locked_deals(work: Work, ids: Sequence[int]) -> list[Sale]:
    """Several deals, those in the bin too, locked in the order of their ids, so that no two changes await each other.

    One that is being restored right now is waited for as well, which a condition on live deals would pass over.
    """
    query = select(Sale).where(Sale.id.in_(ids)).order_by(Sale.id).with_for_update()
    return list(work.session.scalars(query.execution_options(populate_existing=True)))


def _table(model: type[Versioned]) -> Any:
    # Two kinds of record may share one, and a row of it is known as either.
    return inspect(model).local_table


def _itself(row: Versioned) -> Versioned:
    return row


def record_to_edit(work: Work, model: type[AnyRecord], record_id: int) -> AnyRecord:
    """A live record, locked, that the actor may edit; `archived` for one that has to be restored first."""
    record = seen_record(work, model, record_id)
    require(can_edit(work, record))
    require_in_use(record)
    return record


def require_in_use(record: Record) -> None:
    """Refuse to change what is in the archive."""
    if record.is_archived:
        text = _("“%(name)s” is in the archive. Restore it from there first, then change it.", name=record.label)
        raise Problem("archived", text)


def record_to_delete(work: Work, model: type[AnyRecord], record_id: int, *, deleted: bool = False) -> AnyRecord:
    """A record, locked, that the actor may delete, or restore from the bin."""
    record = seen_record(work, model, record_id, deleted=deleted)
    require(may_delete(work.actor, _ownership(work, record)))
    return record


def seen_record(work: Work, model: type[AnyRecord], record_id: int, *, deleted: bool = False) -> AnyRecord:
    """A record, locked, that the actor sees; to others it does not exist."""
    record = locked(work, model, record_id, deleted=deleted)
    if not can_see(work, record):
        raise not_found()
    return record


def can_see(work: Work, record: Record) -> bool:
    """Whether the actor sees the record; a task is seen with its deal. What `queries.visible` says in SQL."""
    if isinstance(record, Task) and record.is_limited:
        return is_audience(work.session, work.actor, record)
    deal = _deal_of(work, record)
    if deal is not None and may_see(work.actor, _ownership(work, deal)):
        return True
    is_nobodys = deal is not None and record.responsible_id is None  # type: ignore[attr-defined]  # tasks have one
    return not is_nobodys and may_see(work.actor, _ownership(work, record))


def can_edit(work: Work, record: Record) -> bool:
    """Whether the actor may change the record; a task may be changed by whoever may change its deal."""
    if may_edit(work.actor, _ownership(work, record)):
        return True
    deal = _deal_of(work, record)
    return deal is not None and may_edit(work.actor, _ownership(work, deal))


def not_found() -> Problem:
    """What strangers and people without sight of a record are told alike."""
    return Problem("not-found", _("This does not exist, or you may not see it."))


def _deal_of(work: Work, record: Record) -> Sale | None:
    if isinstance(record, Task) and record.deal_id is not None:
        return work.session.get(Sale, record.deal_id)
    return None


def _ownership(work: Work, record: Record) -> Ownership:
    return Ownership(
        responsible_id=record.responsible_id,  # type: ignore[attr-defined]  # every record kind has one
        co_executors=lambda: co_executor_ids(work.session, record),
        team=lambda: work.remember(("team", work.actor.member_id), lambda: team_of(work.session, work.actor.member_id)),
        personal=record.about.personal,
    )
