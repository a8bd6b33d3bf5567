"""What each person has in hand, won and lost, and how busy they were."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import TASK
from stepmark.domain.deals import DealStatus, Sale
from stepmark.domain.processes import Step
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task
from stepmark.domain.ticks import Tick
from stepmark.queries.people import member_names
from stepmark.queries.reports.counted import Asked, counted, within
from stepmark.queries.reports.figures import Amounts, Query, added, amount_sums, whole_sum
from stepmark.queries.visible import live


@dataclass
class PersonFigures:
    """One member, or nobody: deals by status and their amounts; ticks and tasks that they themselves did."""

    member_id: int | None
    name: str = ""
    deals: Counter[str] = field(default_factory=Counter)
    amounts: dict[str, Amounts] = field(default_factory=lambda: defaultdict(dict))
    ticks: int = 0
    tasks: int = 0


def people(session: Session, actor: Actor, asked: Asked) -> list[PersonFigures]:
    """Everybody of whom there is anything to tell, most won deals first, in four statements."""
    found: dict[int | None, PersonFigures] = {}

    def of(member_id: int | None) -> PersonFigures:
        return found.setdefault(member_id, PersonFigures(member_id))

    for member_id, status, currency, count, high, low in session.execute(_deals(session, actor, asked)):
        person = of(member_id)
        person.deals[status] += count
        person.amounts[status] = added([person.amounts[status], {currency: whole_sum(high, low)}])
    for member_id, count in session.execute(_ticks(actor, asked)):
        of(member_id).ticks = count
    for member_id, count in session.execute(_tasks(actor, asked)):
        of(member_id).tasks = count
    return _named(session, list(found.values()))


def _deals(session: Session, actor: Actor, asked: Asked) -> Query:
    return (
        select(Sale.responsible_id, Sale.status, Sale.currency, func.count(), *amount_sums(session))
        .where(counted(actor, asked), Sale.process_id == asked.process_id)
        .group_by(Sale.responsible_id, Sale.status, Sale.currency)
    )


def _ticks(actor: Actor, asked: Asked) -> Query:
    return (
        select(Tick.member_id, func.count())
        .join(Sale, Sale.id == Tick.deal_id)
        .join(Step, Step.id == Tick.step_id)
        .where(Step.process_id == asked.process_id, Tick.ended_at.is_(None), live(Sale, actor))
        .where(within(Tick.at, asked), _by(Tick.member_id, asked))
        .group_by(Tick.member_id)
    )


def _tasks(actor: Actor, asked: Asked) -> Query:
    return (
        select(Task.done_by, func.count())
        .join(Sale, and_(Sale.id == Task.deal_id, Sale.process_id == asked.process_id, live(Sale, actor)))
        .where(live(TASK, actor), Task.done_at.is_not(None), within(Task.done_at, asked), _by(Task.done_by, asked))
        .group_by(Task.done_by)
    )


def _by(member: Any, asked: Asked) -> ColumnElement[bool]:
    chosen: ColumnElement[bool] = (
        member.is_not(None) if asked.members is None else member.in_([each for each in asked.members if each])
    )
    return chosen


def _named(session: Session, found: Sequence[PersonFigures]) -> list[PersonFigures]:
    names = member_names(session, [person.member_id for person in found])
    for person in found:
        person.name = names.get(person.member_id or 0, "")
    return sorted(found, key=_rank)


def _rank(person: PersonFigures) -> tuple[int, int, str, int]:
    return -person.deals[DealStatus.WON], -person.deals.total(), person.name, person.member_id or 0
