"""The two-way link between a field and a step."""

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.fields import CustomField
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.record import Versioned
from stepmark.platform.i18n import Lazy, Text, _
from stepmark.platform.mapping import Base, Id, link

BINDABLE_SYSTEM_FIELDS = {"company": "company_id", "contact": "contact_id", "source": "source"}

BROKEN = {
    "field-deleted": _("The field “%(field)s” was deleted. Choose another one, or delete this automation."),
    "step-deleted": _("The step “%(step)s” was deleted. Choose another one, or delete this automation."),
    "step-needs-note": _("The step “%(step)s” now needs a note, so it can't tick itself. Choose another one."),
    "step-makes-task": _("The step “%(step)s” now makes a task, so it can't tick itself. Choose another one."),
}


class Binding(Versioned, Base):
    """Filling the field ticks the step; ticking the step demands the field. Deleted for good, so that both are free.

    `kind` is that of the process: what has the field is a deal or a lead. `field` is a system field's name or
    `custom.<key>`. The unique constraints are I3: a custom field is itself, not its
    key, so that a new field under the key of a deleted one is free.
    """

    __tablename__ = "binding"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "custom_field_id", name="uq_binding_custom_field"),
        UniqueConstraint("workspace_id", "step_id", name="uq_binding_step"),
        Index(
            "uq_binding_system_field",
            "workspace_id",
            "kind",
            "field",
            unique=True,
            sqlite_where=text("custom_field_id IS NULL"),
            postgresql_where=text("custom_field_id IS NULL"),
        ),
        link("custom_field_id", "custom_field"),
        link("process_id", "process"),
        link("step_id", "step"),
        Index("ix_binding_process_id", "process_id"),
    )

    name: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(20), default="deal")
    field: Mapped[str] = mapped_column(String(80))
    custom_field_id: Mapped[int | None] = mapped_column(Id)
    process_id: Mapped[int] = mapped_column(Id)
    step_id: Mapped[int] = mapped_column(Id)
    active: Mapped[bool] = mapped_column(default=False)


def why_broken(
    binding: Binding, field: CustomField | None, process: Process | None, stage: Stage | None, step: Step | None
) -> str | None:
    """Why this binding can't work, by the keys of BROKEN; None when it can."""
    if binding.custom_field_id and (field is None or field.is_deleted):
        return "field-deleted"
    if any(each is None or each.is_deleted for each in (process, stage, step)):
        return "step-deleted"
    return why_not_bindable(step) if step else None


def why_not_bindable(step: Step) -> str | None:
    """Why this step can't be bound, by the keys of BROKEN; None when it can (I4)."""
    if step.needs_note:
        return "step-needs-note"
    return "step-makes-task" if step.makes_task else None


def broken_text(reason: str, field: Text, step: str) -> Text:
    """What is missing, by its name, and how to mend it."""
    return Lazy(BROKEN[reason].message, field=field, step=step)
