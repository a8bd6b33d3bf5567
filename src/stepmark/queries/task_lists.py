"""Tasks as people work through them: by due day, with their deal, their step and their owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import TASK, Kind, pointers_to
from stepmark.domain.deals import Sale
from stepmark.domain.people import Member, Role
from stepmark.domain.processes import Step
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task
from stepmark.platform.clock import today
from stepmark.platform.days import day_of, monday_of
from stepmark.platform.i18n import Text, _
from stepmark.queries.people import team_of
from stepmark.queries.visible import active, live, visible

Rows = Select[Task, str, int | None, str, str]

MOST_SHOWN = 100
MOST_ON_CALENDAR = 1000


@dataclass(frozen=True)
class TaskRow:
    """A task with the names around it. `deal` and `step` are empty where there is none."""

    task: Task
    deal: str
    step: str
    owner: str
    editable: bool


@dataclass(frozen=True)
class TaskGroup:
    """Tasks that are due at about the same time; `is_far` where that is beyond this week, or never."""

    title: Text
    rows: list[TaskRow]
    is_far: bool = False


def tasks_of(session: Session, actor: Actor, kind: Kind, record_id: int, *, editable: bool = False) -> list[TaskRow]:
    """The tasks on a record that the actor is known to see (and perhaps may edit), open ones first, by due time."""
    pointer = next(pointer for pointer in pointers_to(kind) if pointer.kind is TASK)
    if not actor.access.sees(TASK.name, pointer.field.key):
        return []
    query = _rows(actor).where(pointer.column == record_id, Task.deleted_at.is_(None), visible(Task, actor))
    query = query.order_by(Task.done_at.is_not(None), Task.due_at.is_(None), Task.due_at, Task.id).limit(MOST_SHOWN)
    return _loaded(session, actor, query, editable=editable)


def task_row(session: Session, actor: Actor, task_id: int, *, editable: bool) -> TaskRow | None:
    """One live task that the actor sees."""
    query = _rows(actor).where(Task.id == task_id, live(TASK, actor))
    return next(iter(_loaded(session, actor, query, editable=editable)), None)


def open_mine(actor: Actor) -> ColumnElement[bool]:
    """The actor's tasks that are not done."""
    return and_(Task.responsible_id == actor.member_id, Task.done_at.is_(None), active(TASK, actor))


def my_open_tasks(session: Session, actor: Actor, limit: int = MOST_SHOWN) -> list[TaskRow]:
    """The actor's open tasks by due time, in one statement."""
    order = (Task.due_at.is_(None), Task.due_at, Task.id)
    # Chosen first, as the names around all others would be looked up only to be dropped.
    first = select(Task.id).where(open_mine(actor)).order_by(*order).limit(limit)
    return _loaded(session, actor, _rows(actor).where(Task.id.in_(first)).order_by(*order))


def tasks_due(
    session: Session, actor: Actor, responsible_id: int | None, begin: datetime, end: datetime
) -> list[TaskRow]:
    """A member's tasks, done ones too, that are due from one moment up to another, as far as the actor sees them."""
    due = and_(Task.responsible_id == responsible_id, Task.due_at >= begin, Task.due_at < end)
    query = _rows(actor).where(due, active(TASK, actor)).order_by(Task.due_at, Task.id).limit(MOST_ON_CALENDAR)
    return _loaded(session, actor, query)


def grouped(rows: Sequence[TaskRow], time_zone: str) -> list[TaskGroup]:
    """Open tasks under "overdue", "today", "tomorrow", "this week", "later" and "no due date", in the reader's days."""
    here = today(time_zone)
    groups: dict[str, list[TaskRow]] = {}
    for row in rows:
        groups.setdefault(_group(row.task, here, time_zone), []).append(row)
    return [TaskGroup(title, groups[key], key in _FAR) for key, title in _TITLES.items() if key in groups]


@dataclass(frozen=True)
class _Owners:
    """Whose tasks the reader may change. What co-executors may is asked on the deal's own page."""

    everybody: bool
    ids: frozenset[int | None] = frozenset()

    def include(self, *owners: int | None) -> bool:
        return self.everybody or not self.ids.isdisjoint(owners)


_TITLES = {
    "overdue": _("Overdue"),
    "today": _("Today"),
    "tomorrow": _("Tomorrow"),
    "week": _("This week"),
    "later": _("Later"),
    "never": _("No due date"),
}

_FAR = ("later", "never")


def _group(task: Task, here: date, time_zone: str) -> str:
    if task.due_at is None:
        return "never"
    if task.is_overdue:
        return "overdue"
    day = day_of(task.due_at, time_zone)
    if (day - here).days in (0, 1):
        return "today" if day == here else "tomorrow"
    return "week" if monday_of(day) == monday_of(here) else "later"


def _rows(actor: Actor) -> Rows:
    seen_deal = and_(Sale.id == Task.deal_id, Sale.deleted_at.is_(None), visible(Sale, actor))
    return (
        select(Task, Sale.title, Sale.responsible_id, Step.name, Member.name)
        .select_from(Task)
        .outerjoin(Sale, seen_deal)
        .outerjoin(Step, Step.id == func.coalesce(Task.step_id, Task.origin_step_id))
        .outerjoin(Member, Member.id == Task.responsible_id)
    )


def _loaded(session: Session, actor: Actor, query: Rows, *, editable: bool = False) -> list[TaskRow]:
    owners = _owners_to_edit(session, actor)
    return [
        TaskRow(task, deal or "", step or "", owner or "", editable or owners.include(task.responsible_id, deal_owner))
        for task, deal, deal_owner, step, owner in session.execute(query)
    ]


def _owners_to_edit(session: Session, actor: Actor) -> _Owners:
    if actor.is_admin or not actor.can_create or actor.member_id is None:
        return _Owners(actor.is_admin)
    if actor.role is Role.MANAGER:
        return _Owners(False, team_of(session, actor.member_id) | {actor.member_id, None})
    return _Owners(False, frozenset({actor.member_id}))
