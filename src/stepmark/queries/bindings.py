"""The bindings as people see them: named, with both their sides, and whether they can work."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import DEAL
from stepmark.domain.bindings import BINDABLE_SYSTEM_FIELDS, Binding, broken_text, why_broken
from stepmark.domain.fields import CustomField
from stepmark.domain.processes import Process, Stage, Step
from stepmark.platform.i18n import Text

SYSTEM_LABELS: dict[str, Text] = {
    name: next(field.label for field in DEAL.system_fields if field.key == key)
    for name, key in BINDABLE_SYSTEM_FIELDS.items()
}


@dataclass(frozen=True)
class BindingRow:
    """One binding with its two sides, whether these are still there or not."""

    binding: Binding
    custom: CustomField | None
    process: Process
    stage: Stage
    step: Step

    @property
    def name(self) -> str:
        """The name it was given, or "field ↔ step"."""
        return self.binding.name or f"{self.field_label} ↔ {self.step.name}"

    @property
    def field_label(self) -> str:
        """What people call the field."""
        return self.custom.label if self.custom else str(SYSTEM_LABELS[self.binding.field])

    @property
    def broken(self) -> str | None:
        """Why it can't work, by the keys of domain.bindings.BROKEN."""
        return why_broken(self.binding, self.custom, self.process, self.stage, self.step)

    @property
    def broken_text(self) -> Text:
        """The same for people, with how to mend it; empty when it can work."""
        return broken_text(self.broken, self.field_label, self.step.name) if self.broken else ""


def binding_rows(session: Session, *conditions: ColumnElement[bool], limit: int | None = None) -> list[BindingRow]:
    """The bindings that meet the conditions, oldest first, in one statement."""
    query = (
        select(Binding, CustomField, Process, Stage, Step)
        .join(Step, Step.id == Binding.step_id)
        .join(Stage, Stage.id == Step.stage_id)
        .join(Process, Process.id == Binding.process_id)
        .outerjoin(CustomField, CustomField.id == Binding.custom_field_id)
        .where(*conditions)
        .order_by(Binding.id)
        .limit(limit)
    )
    return [BindingRow(*row) for row in session.execute(query)]


def binding_row(session: Session, binding_id: int) -> BindingRow | None:
    """One binding."""
    return next(iter(binding_rows(session, Binding.id == binding_id)), None)


def active_bindings(session: Session) -> int:
    """How many count against the plan."""
    return session.scalar(select(func.count(Binding.id)).where(Binding.active.is_(True))) or 0
