"""Lists of records: filtered, sorted by any column, a page at a time, in a number of statements that does not grow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import DEAL, TASK, Kind
from stepmark.domain.attributes import FieldType
from stepmark.domain.deals import Deal, DealStatus
from stepmark.domain.processes import Process, Stage
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task
from stepmark.platform.clock import now
from stepmark.platform.i18n import Text, _
from stepmark.queries.fields import fields_of
from stepmark.queries.labels import Labels, labels_for
from stepmark.queries.names import name_contains
from stepmark.queries.sorting import sort_key
from stepmark.queries.values import Values, values_of
from stepmark.queries.visible import live

PAGE = 50
# By what else a list may be narrowed from an address: what its records link to.
LINKS = ("company_id", "contact_id", "parent_id", "deal_id")
MOST_CUSTOM_COLUMNS = 4
_NOT_IN_COLUMNS = (FieldType.LONG_TEXT, FieldType.FILE)

STATES: Mapping[str, tuple[tuple[str, Text], ...]] = {
    DEAL.name: ((DealStatus.OPEN, _("Open")), (DealStatus.WON, _("Won")), (DealStatus.LOST, _("Lost"))),
    TASK.name: (("open", _("Open")), ("overdue", _("Overdue")), ("done", _("Done"))),
}


@dataclass(frozen=True)
class ListQuery:
    """What the reader asked for: `after` or `before` is the id of the record at the edge of the page they leave."""

    q: str = ""
    mine: bool = False
    state: str = ""
    stage_id: int | None = None
    links: Mapping[str, int] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    after: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class RecordList:
    """One page of a list."""

    kind: Kind
    columns: list[Field]
    settable: list[Field]
    records: Sequence[Any]
    values: Mapping[int, Values]
    labels: Labels
    count: int
    sort: Field
    has_previous: bool
    has_next: bool


def record_list(session: Session, actor: Actor, kind: Kind, asked: ListQuery) -> RecordList:
    """The page that was asked for, in at most twelve statements."""
    fields = fields_of(session, kind)
    columns = columns_of(fields)
    sort = fields.get(asked.sort) or fields[kind.title_key]
    wanted = _wanted(kind, actor, asked)
    count = session.scalar(select(func.count(kind.model.id)).where(*wanted)) or 0
    records, has_previous, has_next = _page(session, kind, sort, asked, wanted)
    shown = {each.key: each for each in columns}
    values = values_of(session, shown, records)
    labels = labels_for(session, actor, columns, values.values())
    settable = [each for each in fields.values() if can_be_set(each, kind)]
    return RecordList(kind, columns, settable, records, values, labels, count, sort, has_previous, has_next)


def stage_choices(session: Session) -> list[tuple[int, str]]:
    """Every stage that a deal may stand in; with its process's name where there are several processes."""
    query = (
        select(Stage.id, Stage.name, Process.name)
        .join(Process, Process.id == Stage.process_id)
        .where(Stage.deleted_at.is_(None), Process.deleted_at.is_(None), Process.kind == "deal")
        .order_by(Process.position, Process.id, Stage.position, Stage.id)
    )
    rows = session.execute(query).all()
    is_one = len({process for _id, _stage, process in rows}) < 2
    return [(stage_id, stage if is_one else f"{process}: {stage}") for stage_id, stage, process in rows]


def can_be_set(field: Field, kind: Kind) -> bool:
    """Whether it makes sense to give many records the same value here."""
    return field.by_hand and field.key != kind.title_key and not field.point and field.type is not FieldType.FILE


def columns_of(fields: Mapping[str, Field]) -> list[Field]:
    """The columns of a list: the system fields that are meant for it, and the first custom ones."""
    custom = [each for each in fields.values() if each.is_custom and each.type not in _NOT_IN_COLUMNS]
    system = [each for each in fields.values() if not each.is_custom and each.in_list]
    return [*system, *custom[:MOST_CUSTOM_COLUMNS]]


def _wanted(kind: Kind, actor: Actor, asked: ListQuery) -> list[ColumnElement[bool]]:
    model: Any = kind.model
    conditions = [live(kind, actor)]
    if asked.q.strip():
        conditions.append(name_contains(kind, asked.q))
    if asked.mine:
        conditions.append(model.responsible_id == actor.member_id)
    if kind is DEAL and asked.stage_id is not None:
        conditions.append(Deal.stage_id == asked.stage_id)
    conditions += [getattr(model, key) == row_id for key, row_id in asked.links.items() if hasattr(model, key)]
    return [*conditions, *_in_state(kind, asked.state)]


def _in_state(kind: Kind, state: str) -> list[ColumnElement[bool]]:
    if state not in dict(STATES.get(kind.name, ())):
        return []
    if kind is DEAL:
        return [Deal.status == state]
    if state == "done":
        return [Task.done_at.is_not(None)]
    return [Task.done_at.is_(None), *([Task.due_at < now()] if state == "overdue" else [])]


def _page(
    session: Session, kind: Kind, sort: Field, asked: ListQuery, wanted: Sequence[ColumnElement[bool]]
) -> tuple[Sequence[Record], bool, bool]:
    """The records in the order asked for, and whether there are others before and after them."""
    key = sort_key(kind, sort)
    anchor = asked.before or asked.after
    backwards = asked.before is not None
    query: Select[Any] = select(kind.model).where(*wanted)
    if anchor is not None:
        at = session.execute(select(key, kind.model.id).where(kind.model.id == anchor)).one_or_none()
        query = query if at is None else query.where(_beyond(kind, key, at[0], at[1], asked, backwards=backwards))
    rows = list(session.scalars(query.order_by(*_order(kind, key, asked, backwards=backwards)).limit(PAGE + 1)))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if backwards:
        return rows[::-1], more, True
    return rows, anchor is not None, more


def _order(kind: Kind, key: Any, asked: ListQuery, *, backwards: bool) -> list[Any]:
    """Empty values come last, whichever way the list is sorted."""
    down = asked.descending is not backwards
    empty = key.is_(None).desc() if backwards else key.is_(None)
    return [empty, key.desc() if down else key.asc(), kind.model.id.desc() if down else kind.model.id.asc()]


def _beyond(kind: Kind, key: Any, value: Any, row_id: int, asked: ListQuery, *, backwards: bool) -> ColumnElement[bool]:
    down = asked.descending is not backwards
    ids = kind.model.id < row_id if down else kind.model.id > row_id
    if value is None:
        among_empty = and_(key.is_(None), ids)
        return or_(key.is_not(None), among_empty) if backwards else among_empty
    further = or_(key < value if down else key > value, and_(key == value, ids))
    return further if backwards else or_(further, key.is_(None))
