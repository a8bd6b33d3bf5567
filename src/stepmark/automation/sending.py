"""The two transactions around a sending: taking deliveries that are due, and writing down what came of each.

What lies between, the sending itself, happens in none. Whoever takes one has it for a while; if nothing is heard of it
by then, another takes it, and the other side gets it once more under the same key.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from stepmark.automation.advance import advance
from stepmark.automation.carriers import carriers
from stepmark.automation.carriers.base import GAPS, Refused
from stepmark.automation.runs import locked_run
from stepmark.automation.trace import kept_text
from stepmark.channels.results import NotSent, Result, Sent
from stepmark.commands.work import Work
from stepmark.domain.deliveries import Delivery, DeliveryAttempt, DeliveryState
from stepmark.domain.rules import Rule
from stepmark.domain.runs import Outcome, Run
from stepmark.platform.clock import now
from stepmark.platform.db import database_now
from stepmark.platform.i18n import Text, _

# Twice what a sending may take.
LEASE = timedelta(seconds=30)
_LOOKED_AT = 200
_Older = aliased(Delivery)

Via = tuple[int, str, int]


@dataclass(frozen=True)
class Departure:
    """A delivery that is taken to be sent. `load` is its carrier's; a `refusal` says that it can't be sent at all."""

    workspace_id: int
    delivery_id: int
    channel: str
    via: Via
    load: Any
    refusal: Text = ""


def take_due(
    session: Session,
    limit: int,
    *,
    but: Collection[Via] = (),
    only: Collection[Via] | None = None,
    share: Callable[[Via], int] = lambda _via: 1,
) -> list[Departure]:
    """Take at most so many deliveries that are due, of all workspaces, those that have waited longest first.

    Of a lane only the oldest one is taken, and of what goes the same way no more than its `share`. What goes by way of
    `but` is left, as is what does not go by way of `only`.
    """
    at = database_now(session)
    due = (*_due(at), *_by_way(but, only))
    ids = _chosen(session, due, limit, share)
    locked = select(Delivery).where(Delivery.id.in_(ids), *_due(at)).with_for_update(skip_locked=True, of=Delivery)
    found = session.scalars(locked.order_by(Delivery.id).execution_options(populate_existing=True)).all() if ids else ()
    for delivery in found:
        delivery.leased_until = at + LEASE
    unwanted = _unwanted(session, [each.run_id for each in found if each.run_id is not None])
    return [_departure(session, each, unwanted.get(each.run_id or 0, "")) for each in found]


def release_all(session: Session) -> None:
    """Let everything be taken anew that a process had which is no more: for whoever is the only one."""
    taken = update(Delivery).where(Delivery.leased_until.is_not(None)).values(leased_until=None)
    session.execute(taken, execution_options={"synchronize_session": False})


def next_departure(session: Session) -> datetime | None:
    """When the next delivery can be taken, of all workspaces."""
    query = select(Delivery.due_at).where(*_free(database_now(session)))
    return session.scalar(query.order_by(Delivery.due_at).limit(1))


def write_down(work: Work, departure: Departure, result: Result, at: datetime, took: timedelta) -> None:
    """Keep what came of a try, plan the next one or end the delivery, and let the run that waits for it go on."""
    run_id = work.session.scalar(select(Delivery.run_id).where(Delivery.id == departure.delivery_id))
    run = locked_run(work, run_id) if run_id and work.session.get(Run, run_id) else None
    query = select(Delivery).where(Delivery.id == departure.delivery_id).with_for_update()
    delivery = work.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if delivery is None or not delivery.is_waiting:
        return
    work.session.add(_attempt(delivery, result, at, took))
    delivery.attempts += 1
    delivery.leased_until = None
    has_ended = _concluded(delivery, result)
    if not departure.refusal:
        carriers()[delivery.channel].ended(work, delivery, result)
    work.has_departures = True
    work.session.flush()
    if run is not None and has_ended:
        _go_on(work, run)


def _due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return *_free(at), Delivery.due_at <= now()


def _free(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Those that wait for nothing but their time: nobody has them, and none of their lane is before them."""
    is_behind = exists().where(
        _Older.workspace_id == Delivery.workspace_id,
        _Older.lane == Delivery.lane,
        _Older.state == DeliveryState.WAITING,
        _Older.id < Delivery.id,
    )
    is_taken = and_(Delivery.leased_until.is_not(None), Delivery.leased_until >= at)
    return Delivery.state == DeliveryState.WAITING, ~is_taken, ~is_behind


def _chosen(session: Session, due: Sequence[ColumnElement[bool]], limit: int, share: Callable[[Via], int]) -> list[int]:
    """The ids of those that are to be taken. One address with thousands of messages must not hide the others."""
    columns = (Delivery.id, Delivery.workspace_id, Delivery.channel, Delivery.via_id)
    query = select(*columns).where(*due).order_by(Delivery.due_at, Delivery.id).limit(_LOOKED_AT)
    shares: Counter[Via] = Counter()
    chosen: list[int] = []
    for delivery_id, workspace_id, channel, via_id in session.execute(query):
        via = (workspace_id, channel, via_id or 0)
        if len(chosen) < limit and shares[via] < share(via):
            shares[via] += 1
            chosen.append(delivery_id)
    return chosen


def _by_way(but: Collection[Via], only: Collection[Via] | None) -> list[ColumnElement[bool]]:
    via = tuple_(Delivery.workspace_id, Delivery.channel, func.coalesce(Delivery.via_id, 0))
    left: list[ColumnElement[bool]] = [~via.in_(list(but))] if but else []
    return left if only is None else [*left, via.in_(list(only))]


def _unwanted(session: Session, run_ids: Collection[int]) -> dict[int, Text]:
    """The runs whose deliveries must not go out any more, with the reason."""
    query = select(Run, Rule).outerjoin(Rule, Rule.id == Run.rule_id).where(Run.id.in_(run_ids))
    found: dict[int, Text] = {}
    for run, rule in session.execute(query) if run_ids else ():
        if run.outcome in (Outcome.STOPPED, Outcome.UNDONE):
            found[run.id] = _("The run that would send it was stopped.")
        elif run.is_waiting and (rule is None or not rule.is_active):
            found[run.id] = _("The rule was switched off meanwhile.")
    return found


def _departure(session: Session, delivery: Delivery, unwanted: Text) -> Departure:
    via = (delivery.workspace_id, delivery.channel, delivery.via_id or 0)
    ids = (delivery.workspace_id, delivery.id, delivery.channel, via)
    if unwanted:
        return Departure(*ids, None, unwanted)
    try:
        return Departure(*ids, carriers()[delivery.channel].load(session, delivery))
    except Refused as refused:
        return Departure(*ids, None, refused.reason)


def _attempt(delivery: Delivery, result: Result, at: datetime, took: timedelta) -> DeliveryAttempt:
    return DeliveryAttempt(
        delivery_id=delivery.id,
        at=at,
        took_ms=round(took.total_seconds() * 1000),
        answer=dict(result.answer),
        reason=kept_text(result.reason) if isinstance(result, NotSent) else None,
    )


def _concluded(delivery: Delivery, result: Result) -> bool:
    """Whether there will be no further try; else the next one is planned."""
    if isinstance(result, Sent):
        _end(delivery, DeliveryState.SENT)
        return True
    delivery.failures += 1
    if result.permanent:
        _end(delivery, DeliveryState.FAILED, result.reason)
        return True
    if delivery.failures > len(GAPS):
        given_up = _("%(reason)s It was given up after %(tries)s tries.", reason=result.reason, tries=delivery.failures)
        _end(delivery, DeliveryState.FAILED, given_up)
        return True
    planned = now() + GAPS[delivery.failures - 1]
    delivery.due_at = max(planned, result.not_before) if result.not_before else planned
    return False


def _end(delivery: Delivery, state: DeliveryState, reason: Text = "") -> None:
    delivery.state, delivery.due_at, delivery.ended_at = state, None, now()
    delivery.reason = kept_text(reason) if reason else None


def _go_on(work: Work, run: Run) -> None:
    """Let the run look at what it waits for; it waits on where that is not all."""
    if run.is_waiting and run.due_at is None:
        run.due_at = now()
        work.session.flush()
        advance(work, run.id)
