"""What depends on a step or a stage: asked before it is deleted or made stricter (I12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from stepmark.domain.bindings import Binding
from stepmark.domain.deals import DealStatus, Sale
from stepmark.domain.processes import Stage, Step
from stepmark.domain.tasks import Task
from stepmark.domain.ticks import Tick
from stepmark.platform.i18n import Text, _, ngettext_lazy
from stepmark.queries.bindings import BindingRow, binding_rows

_OPEN_DEAL = and_(Sale.deleted_at.is_(None), Sale.status == DealStatus.OPEN)


@dataclass(frozen=True)
class StepUsage:
    """What depends on a step; deals are live, open ones. `held` counts those that it would hold back if required."""

    bound: BindingRow | None
    ticked: int
    tasks: int
    held: int


class Caution(NamedTuple):
    """Something that open deals or a binding would feel, told before it is done. `key`: required, binding or tasks."""

    key: str
    text: Text


@dataclass(frozen=True)
class StageUsage:
    """What depends on a stage: live deals in it, closed ones too, its steps, and their bindings."""

    deals: int
    steps: int
    bound: list[BindingRow]


def step_usage(session: Session, step: Step) -> StepUsage:
    """What depends on this step, in four statements."""
    return StepUsage(
        next(iter(binding_rows(session, Binding.step_id == step.id)), None),
        _count(session, _OPEN_DEAL, _ticked(step)),
        _open_tasks(session, step),
        _count(session, _OPEN_DEAL, Sale.stage_id.in_(_up_to(step)), ~_ticked(step)),
    )


def stage_usage(session: Session, stage: Stage) -> StageUsage:
    """What depends on this stage, in three statements."""
    live = and_(Step.stage_id == stage.id, Step.deleted_at.is_(None))
    return StageUsage(
        _count(session, Sale.deleted_at.is_(None), Sale.stage_id == stage.id),
        session.scalar(select(func.count(Step.id)).where(live)) or 0,
        binding_rows(session, live),
    )


def cautions(usage: StepUsage, step: Step, values: Mapping[str, Any]) -> list[Caution]:
    """What open deals and bindings would feel if the step got these values; nothing when it only becomes laxer."""
    note, task = values.get("needs_note", step.needs_note), values.get("task_template", step.task_template)
    found: list[Caution] = []
    if values.get("required") and not step.required and usage.held:
        found.append(Caution("required", _holds_back(usage.held)))
    if not (note or task) or step.needs_more_than_a_tick:
        return found
    if usage.bound and usage.bound.binding.active:
        found.append(Caution("binding", _suspends(usage.bound, needs_note=bool(note))))
    if usage.tasks:
        found.append(Caution("tasks", _waits_for_a_hand(usage.tasks)))
    return found


def _holds_back(held: int) -> Text:
    return ngettext_lazy(
        "%(num)s open deal has not ticked this step yet. It can't go past its stage, or be won, before it does.",
        "%(num)s open deals have not ticked this step yet. They can't go past its stage, or be won, before they do.",
        held,
    )


def _suspends(bound: BindingRow, *, needs_note: bool) -> Text:
    values = {"name": bound.name, "field": bound.field_label}
    if needs_note:
        return _(
            "The automation “%(name)s” binds this step to “%(field)s”. It will be switched off, as a step that needs a "
            "note can't tick itself.",
            **values,
        )
    return _(
        "The automation “%(name)s” binds this step to “%(field)s”. It will be switched off, as a step that makes a "
        "task can't tick itself.",
        **values,
    )


def _waits_for_a_hand(tasks: int) -> Text:
    return ngettext_lazy(
        "%(num)s open task hangs on this step. Finishing it will not tick the step any more; a person does.",
        "%(num)s open tasks hang on this step. Finishing them will not tick the step any more; a person does.",
        tasks,
    )


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Sale).where(*conditions)) or 0


def _open_tasks(session: Session, step: Step) -> int:
    query = select(func.count()).select_from(Task).join(Sale, Sale.id == Task.deal_id)
    hanging = and_(Task.step_id == step.id, Task.deleted_at.is_(None), Task.done_at.is_(None))
    return session.scalar(query.where(hanging, Sale.deleted_at.is_(None))) or 0


def _ticked(step: Step) -> ColumnElement[bool]:
    return exists().where(Tick.step_id == step.id, Tick.deal_id == Sale.id, Tick.ended_at.is_(None))


def _up_to(step: Step):  # type: ignore[no-untyped-def]  # a sub-select of ids
    here = select(Stage.position).where(Stage.id == step.stage_id).scalar_subquery()
    return select(Stage.id).where(
        Stage.process_id == step.process_id, Stage.deleted_at.is_(None), Stage.position <= here
    )
