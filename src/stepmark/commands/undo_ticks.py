"""The ticks of a checklist as they were before a change, with who, when and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from stepmark.commands.access import can_edit, locked, require_in_use
from stepmark.commands.checklist import add_tick, end_tick, live_tick
from stepmark.commands.work import Event, Work
from stepmark.domain.bindings import Binding
from stepmark.domain.deals import Sale
from stepmark.domain.history import History
from stepmark.domain.processes import Step
from stepmark.domain.rights import require
from stepmark.domain.ticks import Tick, TickCause
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.checklist import bindings_on

Place = tuple[int, int]


@dataclass
class Was:
    """Whether a step was ticked before a change and after it, and whether a person did it themselves."""

    before: bool
    after: bool
    label: str
    by_hand: bool


Ticks = Mapping[Place, Was]


def ticks_before(events: Sequence[History] | Sequence[Event]) -> dict[Place, Was]:
    """By deal and step, what the events say."""
    ticks: dict[Place, Was] = {}
    for event in events:
        if event.kind == "step" and event.deal_id is not None:
            before, after = event.changes["ticked"]
            label = event.record_label if isinstance(event, History) else event.label
            by_hand = event.cause.get("kind") not in (TickCause.FIELD, TickCause.TASKS)
            was = ticks.setdefault((event.deal_id, event.record_id), Was(before, after, label, by_hand))
            was.after, was.by_hand = after, was.by_hand or by_hand
    return ticks


def touched_ticks(work: Work, ticks: Ticks) -> Iterator[Text]:
    """The steps that are not as the change left them."""
    for (deal_id, step_id), was in ticks.items():
        standing = select(Tick.id).where(Tick.deal_id == deal_id, Tick.step_id == step_id, Tick.ended_at.is_(None))
        step, deal = work.session.get(Step, step_id), work.session.get(Sale, deal_id)
        if (work.session.scalar(standing) is not None) is not was.after or step is None or step.is_deleted:
            yield was.label
        if deal is None or deal.is_deleted:
            yield deal.title if deal else was.label


def ticks_back(work: Work, deals: Mapping[int, Sale], ticks: Ticks) -> None:
    """Tick again what the change had reopened, before fields are filled, so that each tick keeps its own cause."""
    for deal_id in {deal_id for (deal_id, _step_id), was in ticks.items() if was.by_hand}:
        require(can_edit(work, deals[deal_id]))
        require_in_use(deals[deal_id])
    for (deal_id, step_id), was in ticks.items():
        if was.before and not was.after:
            _tick_again(work, deals[deal_id], step_id)
    work.session.flush()


def settle_ticks(work: Work, deals: Mapping[int, Sale], ticks: Ticks, events: Sequence[Event]) -> None:
    """Let every step that the change or its undoing touched stand as it stood; a tick needs its field and note (I1).

    Filling a field again ticks its step, though someone may have reopened that by hand before.
    """
    followed = {place: was for place, was in ticks_before(events).items() if place not in ticks}
    for (deal_id, step_id), was in {**ticks, **followed}.items():
        deal = deals.get(deal_id) or locked(work, Sale, deal_id, deleted=None)
        tick = live_tick(work, deal, step_id)
        if tick is not None and not was.before:
            end_tick(work, deal, work.session.get_one(Step, step_id), tick, TickCause.PERSON)
        elif tick is None and was.before:
            _tick_again(work, deal, step_id)
        if was.before:
            work.session.flush()
            _require_field(work, deal, step_id)


def _tick_again(work: Work, deal: Sale, step_id: int) -> None:
    ended = select(Tick).where(Tick.deal_id == deal.id, Tick.step_id == step_id, Tick.ended_at.is_not(None))
    former = work.session.scalars(ended.order_by(Tick.ended_at.desc(), Tick.id.desc()).limit(1)).first()
    step = work.session.get_one(Step, step_id)
    if former is None:
        add_tick(work, deal, step, TickCause.PERSON)
        return
    tick = add_tick(work, deal, step, TickCause(former.cause), former.cause_details, former.note)
    tick.member_id, tick.at = former.member_id, former.at


def _require_field(work: Work, deal: Sale, step_id: int) -> None:
    step = work.session.get_one(Step, step_id)
    bound = next(iter(bindings_on(work.session, deal, Binding.step_id == step_id, lock=True)), None)
    tick = live_tick(work, deal, step_id)
    if (bound is not None and not bound.filled) or (step.needs_note and tick is not None and not tick.note):
        raise Problem("conflict", _("“%(step)s” needs more by now, so it can't be ticked again.", step=step.name))
