"""What the product guarantees about ticks, on every path: fields tick and reopen steps, finished tasks tick them.

Every verb that changes what a tick depends on calls one of these functions, with the deal locked.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select

from stepmark.commands.notices import tell
from stepmark.commands.work import Changes, Work
from stepmark.domain.bindings import Binding
from stepmark.domain.deals import Sale
from stepmark.domain.processes import Step
from stepmark.domain.tasks import Task, all_done
from stepmark.domain.ticks import Tick, TickCause
from stepmark.platform.clock import now
from stepmark.platform.i18n import Text, _
from stepmark.queries.bindings import SYSTEM_LABELS
from stepmark.queries.checklist import Bound, bindings_on, bound_to, field_key

Details = dict[str, Any] | None


def add_tick(work: Work, deal: Sale, step: Step, cause: TickCause, details: Details = None, note: str = "") -> Tick:
    """Mark an open step as done, with who, when and why."""
    member_id = work.author.member_id
    tick = Tick(deal_id=deal.id, step_id=step.id, member_id=member_id, cause=cause, cause_details=details, note=note)
    work.session.add(tick)
    _happened(work, deal, step, cause, details, ticked=True)
    return tick


def end_tick(work: Work, deal: Sale, step: Step, tick: Tick, cause: TickCause, details: Details = None) -> None:
    """Reopen a step; the tick stays as a row that has ended."""
    tick.ended_at = now()
    tick.ended_by, tick.end_cause, tick.end_details = work.author.member_id, cause, details
    _happened(work, deal, step, cause, details, ticked=False)


def live_tick(work: Work, deal: Sale, step_id: int) -> Tick | None:
    """The tick that stands on a step of this deal now."""
    return _live_ticks(work, deal, [step_id]).get(step_id)


def fields_changed(work: Work, deal: Sale, changes: Changes) -> None:
    """After a deal's values changed: a filled field ticks its step, a cleared one reopens it (I1, I2).

    That fields have no binding holds for every deal, so a change of many deals asks it once.
    """
    unbound: set[str] = work.remember("unbound fields", set)
    if changes.keys() <= unbound:
        return
    bindings = bindings_on(work.session, deal, bound_to(changes), lock=True)
    if not bindings:
        unbound.update(changes)
    follow_fields(work, deal, bindings)


def filled_at_creation(work: Work, deal: Sale, changes: Changes) -> None:
    """The same for a deal that is new in this change: it has no ticks yet, and what it links to was just looked at.

    An import makes thousands of deals, so the bindings are asked for once per change, not once per deal.
    """
    process_id = deal.process_id
    for binding, step in work.remember(("bindings", process_id), lambda: _active_bindings(work, process_id)):
        if field_key(binding) in changes:
            add_tick(work, deal, step, TickCause.FIELD, {"field": binding.field, "binding": binding.id})


def follow_fields(work: Work, deal: Sale, bindings: Collection[Bound]) -> None:
    """Bring the steps of these bindings in line with their fields as they stand now.

    A cleared field reopens its step in a process that the deal has left as well, so that it is right on its return.
    """
    if not bindings:
        return
    ticks = _live_ticks(work, deal, [bound.binding.step_id for bound in bindings])
    steps = _steps(work, [bound.binding.step_id for bound in bindings])
    for bound in bindings:
        step, tick = steps[bound.binding.step_id], ticks.get(bound.binding.step_id)
        details = {"field": bound.binding.field, "binding": bound.binding.id}
        if bound.filled and tick is None and bound.binding.process_id == deal.process_id:
            add_tick(work, deal, step, TickCause.FIELD, details)
        elif not bound.filled and tick is not None:
            end_tick(work, deal, step, tick, TickCause.FIELD, details)


def tasks_finished(work: Work, deal: Sale, step_id: int) -> None:
    """After a step's task was finished, or the last open one deleted: tick the step, or say what it waits for (I7)."""
    step = work.session.get(Step, step_id)
    if step is None or step.is_deleted or not all_done(step_tasks(work, deal, step_id)):
        return
    if live_tick(work, deal, step_id) is not None:
        return
    waits = _what_it_waits_for(work, deal, step)
    if waits is None:
        add_tick(work, deal, step, TickCause.TASKS)
    elif not deal.is_deleted:
        tell(work, deal.responsible_id, waits, deal.kind, deal.id)


def task_reopened(work: Work, deal: Sale, step_id: int) -> None:
    """After a finished task was opened again: reopen the step, if its tasks had ticked it (I8)."""
    tick = live_tick(work, deal, step_id)
    if tick is not None and tick.cause == TickCause.TASKS:
        end_tick(work, deal, _steps(work, [step_id])[step_id], tick, TickCause.TASKS)


def step_tasks(work: Work, deal: Sale, step_id: int) -> list[Task]:
    """The live tasks under a step of this deal, by slot."""
    query = select(Task).where(
        Task.deal_id == deal.id, Task.step_id == step_id, Task.slot.is_not(None), Task.deleted_at.is_(None)
    )
    return list(work.session.scalars(query.order_by(Task.slot)))


def _active_bindings(work: Work, process_id: int) -> list[tuple[Binding, Step]]:
    query = (
        select(Binding, Step)
        .join(Step, Step.id == Binding.step_id)
        .where(Binding.process_id == process_id, Binding.active.is_(True))
        .with_for_update(read=True, of=Binding)
    )
    return [(binding, step) for binding, step in work.session.execute(query)]


def _what_it_waits_for(work: Work, deal: Sale, step: Step) -> Any:
    bound = next(iter(bindings_on(work.session, deal, Binding.step_id == step.id, lock=True)), None)
    names = {"step": step.name, "deal": deal.title}
    if bound is not None and not bound.filled:
        return _(
            "All tasks of “%(step)s” are done. It waits for the field “%(field)s”. Deal: %(deal)s",
            field=_label(bound),
            **names,
        )
    if step.needs_note:
        return _("All tasks of “%(step)s” are done. It waits for a note. Deal: %(deal)s", **names)
    if step.makes_task:
        return _(
            "All tasks of “%(step)s” are done. It waits for you to tick it, as that makes a task. Deal: %(deal)s",
            **names,
        )
    return None


def _label(bound: Bound) -> Text:
    return bound.field.label if bound.field else SYSTEM_LABELS[bound.binding.field]


def _happened(work: Work, deal: Sale, step: Step, cause: TickCause, details: Details, *, ticked: bool) -> None:
    name, changes = "step.ticked" if ticked else "step.unticked", {"ticked": (not ticked, ticked)}
    # Within an import or a rule the wider cause is what people want to read; a field or tasks say it more closely.
    nearer = {"kind": str(cause), **(details or {})} if cause in (TickCause.FIELD, TickCause.TASKS) else None
    work.happened(name, "step", step.id, changes, label=step.name, deal_id=deal.id, cause=nearer)


def _live_ticks(work: Work, deal: Sale, step_ids: Iterable[int]) -> dict[int, Tick]:
    query = select(Tick).where(Tick.deal_id == deal.id, Tick.step_id.in_(step_ids), Tick.ended_at.is_(None))
    return {tick.step_id: tick for tick in work.session.scalars(query)}


def _steps(work: Work, ids: Iterable[int]) -> dict[int, Step]:
    return {step.id: step for step in work.session.scalars(select(Step).where(Step.id.in_(ids)))}
