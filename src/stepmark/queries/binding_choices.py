"""What can be bound, as the configurator offers it: used and unfit sides are there too, with what stands in the way."""

from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from stepmark.domain.bindings import Binding, why_not_bindable
from stepmark.domain.processes import Stage, Step
from stepmark.platform.i18n import Text
from stepmark.queries.bindings import SYSTEM_LABELS, BindingRow, binding_rows
from stepmark.queries.fields import custom_fields


class FieldChoice(NamedTuple):
    """A field, by the name that bindings know it by, and the other binding that uses it."""

    value: str
    label: Text
    used_in: BindingRow | None

    @property
    def is_custom(self) -> bool:
        """Whether administrators added it."""
        return self.value.startswith("custom.")


class StepChoice(NamedTuple):
    """A step, the other binding that uses it, and why it can't be bound, by the keys of domain.bindings.BROKEN."""

    step: Step
    used_in: BindingRow | None
    unfit: str | None

    @property
    def is_free(self) -> bool:
        """Whether it may be chosen."""
        return self.used_in is None and self.unfit is None


class StageChoices(NamedTuple):
    """A stage with its steps."""

    stage: Stage
    steps: list[StepChoice]


def field_choices(session: Session, kind: str, own_id: int | None = None) -> list[FieldChoice]:
    """The three system fields, then the kind's own; what the binding `own_id` uses is free for it."""
    others = binding_rows(session, Binding.kind == kind, Binding.id != (own_id or 0))
    system = {row.binding.field: row for row in others if row.binding.custom_field_id is None}
    custom = {row.binding.custom_field_id: row for row in others}
    return [
        *(FieldChoice(name, label, system.get(name)) for name, label in SYSTEM_LABELS.items()),
        *(
            FieldChoice(f"custom.{field.key}", field.label, custom.get(field.id))
            for field in custom_fields(session, kind)
        ),
    ]


def step_choices(session: Session, process_id: int, own_id: int | None = None) -> list[StageChoices]:
    """The steps of a process by stage."""
    others = binding_rows(session, Binding.process_id == process_id, Binding.id != (own_id or 0))
    used = {row.step.id: row for row in others}
    query = (
        select(Stage, Step)
        .join(Step, and_(Step.stage_id == Stage.id, Step.deleted_at.is_(None)))
        .where(Stage.process_id == process_id, Stage.deleted_at.is_(None))
        .order_by(Stage.position, Stage.id, Step.position, Step.id)
    )
    stages: dict[int, StageChoices] = {}
    for stage, step in session.execute(query):
        choice = StepChoice(step, used.get(step.id), why_not_bindable(step))
        stages.setdefault(stage.id, StageChoices(stage, [])).steps.append(choice)
    return list(stages.values())
