"""A deal's checklist as people see it: stages, steps, why each is ticked, and what each still waits for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, false, select
from sqlalchemy.orm import Session

from stepmark.domain.bindings import BINDABLE_SYSTEM_FIELDS, Binding
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import Sale
from stepmark.domain.fields import CustomField, FieldValue
from stepmark.domain.notes import File
from stepmark.domain.people import Member
from stepmark.domain.processes import Stage, Step
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import TASKS_PER_STEP, Task, all_done
from stepmark.domain.ticks import StageVisit, Tick
from stepmark.queries.audience import withheld


class Bound(NamedTuple):
    """An active binding of a step, its custom field if it has one, and whether the field is filled on the deal."""

    binding: Binding
    field: CustomField | None
    filled: bool


@dataclass(frozen=True)
class StepState:
    """One step of one deal. `passed_over` is why the deal went on with it open, though it is required.

    `hidden` are tasks that the reader may not see, though the step waits for them.
    """

    step: Step
    tick: Tick | None
    ticked_by: str
    bound: Bound | None
    tasks: Sequence[Task]
    owners: Mapping[int, str]
    passed_over: str = ""
    hidden: frozenset[int] = frozenset()

    @property
    def is_ticked(self) -> bool:
        """Whether the step is done."""
        return self.tick is not None

    @property
    def shown_tasks(self) -> list[Task]:
        """Those of its tasks that the reader may see."""
        return [task for task in self.tasks if task.id not in self.hidden]

    @property
    def lacks_field(self) -> bool:
        """Whether it was ticked before its binding, and its field is still empty."""
        return self.is_ticked and self.bound is not None and not self.bound.filled

    @property
    def can_take_task(self) -> bool:
        """Whether a place for a task is free."""
        return len(self.tasks) < TASKS_PER_STEP

    @property
    def waits_for(self) -> list[str]:
        """What an open step still needs: "field:<key>", "note", "tasks", or "person" where only a hand may tick it."""
        if self.is_ticked:
            return []
        waits = ["field:" + field_name(self.bound.binding)] if self.bound and not self.bound.filled else []
        if self.step.needs_note:
            waits.append("note")
        if self.tasks and not all_done(self.tasks):
            waits.append("tasks")
        elif self.tasks and self.step.makes_task:
            waits.append("person")
        return waits


@dataclass(frozen=True)
class StageState:
    """One stage of one deal, with its steps."""

    stage: Stage
    steps: list[StepState] = field(default_factory=list)

    @property
    def ticked(self) -> int:
        """How many steps are done."""
        return sum(step.is_ticked for step in self.steps)


@dataclass(frozen=True)
class Checklist:
    """The whole checklist of one deal."""

    deal: Sale
    stages: list[StageState]

    @property
    def ticked(self) -> int:
        """How many steps are done."""
        return sum(stage.ticked for stage in self.stages)

    @property
    def total(self) -> int:
        """How many steps there are."""
        return sum(len(stage.steps) for stage in self.stages)

    @property
    def current(self) -> StageState | None:
        """The stage that the deal is in."""
        return next((each for each in self.stages if each.stage.id == self.deal.stage_id), None)

    def step(self, step_id: int) -> StepState | None:
        """One step's state, if it is on this checklist."""
        return next((each for stage in self.stages for each in stage.steps if each.step.id == step_id), None)


def checklist_of(session: Session, deal: Sale, actor: Actor | None = None) -> Checklist:
    """The deal's checklist, in four statements; one more where required steps were passed over.

    What the actor may not see is hidden in it; nothing without one.
    """
    ticks = _ticks(session, deal)
    tasks, owners, hidden = _tasks(session, deal, actor)
    bound = {each.binding.step_id: each for each in bindings_on(session, deal)}
    rows = _rows(session, deal)
    passed = _passed_over(session, deal) if any(was_passed for _stage, _step, was_passed in rows) else {}
    stages: dict[int, StageState] = {}
    for stage, step, _was_passed in rows:
        state = stages.setdefault(stage.id, StageState(stage))
        if step is not None:
            tick, name = ticks.get(step.id, (None, ""))
            why = passed.get(step.id, "")
            state.steps.append(StepState(step, tick, name, bound.get(step.id), tasks[step.id], owners, why, hidden))
    return Checklist(deal, list(stages.values()))


def bindings_on(session: Session, deal: Sale, *which: ColumnElement[bool], lock: bool = False) -> list[Bound]:
    """The active bindings of the deal's process, or `which` of any, each with whether its field is filled on the deal.

    With `lock` the bindings can't be switched until the change ends, so that a tick and an activation can't cross.
    """
    filled = exists().where(
        FieldValue.field_id == Binding.custom_field_id,
        FieldValue.record_id == deal.id,
        FieldValue.workspace_id == deal.workspace_id,
    )
    lost_file = exists().where(
        CustomField.type == "file",
        FieldValue.field_id == Binding.custom_field_id,
        FieldValue.record_id == deal.id,
        File.id == FieldValue.number,
        File.deleted_at.is_not(None),
    )
    query = (
        select(
            Binding,
            CustomField,
            and_(filled, ~lost_file),
            _live(Company, deal.company_id),
            _live(Contact, deal.contact_id),
        )
        .outerjoin(CustomField, CustomField.id == Binding.custom_field_id)
        .where(Binding.active.is_(True), *(which or [Binding.process_id == deal.process_id]))
    )
    if lock:
        query = query.with_for_update(read=True, of=Binding)
    return [
        Bound(binding, custom, _filled(binding, deal, custom_filled=has, company=company, contact=contact))
        for binding, custom, has, company, contact in session.execute(query)
    ]


def field_name(binding: Binding) -> str:
    """A bound field's short name: "company", or a custom field's key."""
    return binding.field.removeprefix("custom.")


def field_key(binding: Binding) -> str:
    """The catalogue's key of a bound field."""
    return BINDABLE_SYSTEM_FIELDS.get(binding.field, binding.field)


def bound_to(keys: Iterable[str]) -> ColumnElement[bool]:
    """A condition for `bindings_on`: the bindings of the fields with these keys."""
    names = {key: name for name, key in BINDABLE_SYSTEM_FIELDS.items()}
    return Binding.field.in_([names.get(key, key) for key in keys])


def _live(model: type[Company] | type[Contact], row_id: int | None):  # type: ignore[no-untyped-def]  # a scalar EXISTS
    return exists().where(model.id == row_id, model.deleted_at.is_(None))


def _filled(binding: Binding, deal: Sale, *, custom_filled: bool, company: bool, contact: bool) -> bool:
    system = {"company": company, "contact": contact, "source": bool(deal.source)}
    return system[binding.field] if binding.field in system else bool(custom_filled)


def _rows(session: Session, deal: Sale) -> list[tuple[Stage, Step | None, bool]]:
    """The process's stages with their steps, and in each row whether the deal has passed over any step at all."""
    query = (
        select(Stage, Step, exists().where(*_overrides(deal)))
        .outerjoin(Step, and_(Step.stage_id == Stage.id, Step.deleted_at.is_(None)))
        .where(Stage.process_id == deal.process_id, Stage.deleted_at.is_(None))
        .order_by(Stage.position, Stage.id, Step.position, Step.id)
    )
    return [(stage, step, was_passed) for stage, step, was_passed in session.execute(query)]


def _passed_over(session: Session, deal: Sale) -> dict[int, str]:
    """Why, by step; the last reason counts."""
    query = select(StageVisit).where(*_overrides(deal)).order_by(StageVisit.id)
    visits = session.scalars(query)
    return {step_id: visit.override_reason or "" for visit in visits for step_id in visit.overridden_steps or ()}


def _overrides(deal: Sale) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return StageVisit.deal_id == deal.id, StageVisit.override_reason.is_not(None)


def _ticks(session: Session, deal: Sale) -> dict[int, tuple[Tick, str]]:
    query = (
        select(Tick, Member.name)
        .outerjoin(Member, Member.id == Tick.member_id)
        .where(Tick.deal_id == deal.id, Tick.ended_at.is_(None))
    )
    return {tick.step_id: (tick, name or "") for tick, name in session.execute(query)}


def _tasks(
    session: Session, deal: Sale, actor: Actor | None
) -> tuple[Mapping[int, list[Task]], dict[int, str], frozenset[int]]:
    query = (
        select(Task, Member.name, withheld(actor) if actor else false())
        .outerjoin(Member, Member.id == Task.responsible_id)
        .where(Task.deal_id == deal.id, Task.slot.is_not(None), Task.deleted_at.is_(None))
        .order_by(Task.slot)
    )
    tasks: dict[int, list[Task]] = defaultdict(list)
    owners: dict[int, str] = {}
    hidden = set()
    for task, name, is_hidden in session.execute(query):
        tasks[task.step_id or 0].append(task)
        owners[task.id] = name or ""
        if is_hidden:
            hidden.add(task.id)
    return tasks, owners, frozenset(hidden)
