"""The two sides of a binding, and all that may be wrong with them."""

from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, and_, or_, select

from stepmark.commands.stages import id_in
from stepmark.commands.work import Work
from stepmark.domain.bindings import BINDABLE_SYSTEM_FIELDS, Binding, why_not_bindable
from stepmark.domain.fields import CustomField
from stepmark.domain.processes import Process, Stage, Step
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.queries.bindings import BindingRow, binding_row, binding_rows

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


class Sides(NamedTuple):
    """A field and a step that can be bound. They are held until the change ends, so that neither goes meanwhile."""

    kind: str
    field: str
    custom_field_id: int | None
    step: Step


def chosen_sides(work: Work, field: Any, step_id: Any, process_id: Any = None) -> Sides:
    """The sides that someone chose: a bindable field by its name, a live step that needs nothing but a tick (I4)."""
    name = _bindable(field)
    step = _step(work, {"step_id": step_id, "process_id": process_id})
    kind = work.session.get_one(Process, step.process_id).kind
    return Sides(kind, name, _custom_field_id(work, kind, name), step)


def require_free(work: Work, sides: Sides, own_id: int | None = None) -> None:
    """Refuse a field or a step that another binding uses, active or not, and name that one (I3)."""
    same_field = (
        and_(Binding.kind == sides.kind, Binding.field == sides.field)
        if sides.custom_field_id is None
        else Binding.custom_field_id == sides.custom_field_id
    )
    rows = binding_rows(work.session, or_(same_field, Binding.step_id == sides.step.id))
    others = [row for row in rows if row.binding.id != own_id]
    for row in others:
        if (row.binding.kind, row.binding.field, row.binding.custom_field_id) == sides[:3]:
            raise _in_use("field", row, row.field_label)
    for row in others:
        raise _in_use("step", row, row.step.name)


def require_whole(work: Work, binding: Binding) -> None:
    """Refuse a binding one of whose sides is gone or has changed, and say how to mend it."""
    steps = select(Step, Stage, Process).where(Step.id == binding.step_id)
    work.session.execute(_with_places(steps)).one()
    work.session.scalars(_held(select(CustomField).where(CustomField.id == binding.custom_field_id))).first()
    row = binding_row(work.session, binding.id)
    if row is not None and row.broken:
        key = "field" if row.broken == "field-deleted" else "step_id"
        raise Problem("broken-reference", row.broken_text, field=key, broken=row.broken)


def _bindable(name: Any) -> str:
    if not isinstance(name, str) or not name:
        raise Invalid({"field": _("Choose a field.")})
    if name not in BINDABLE_SYSTEM_FIELDS and not name.startswith("custom."):
        text = _("Only a deal's custom fields, company, contact person and source can be used. Choose one of these.")
        raise Invalid({"field": text})
    return name


def _custom_field_id(work: Work, kind: str, name: str) -> int | None:
    if name in BINDABLE_SYSTEM_FIELDS:
        return None
    key = name.removeprefix("custom.")
    live = select(CustomField).where(CustomField.kind == kind, CustomField.deleted_at.is_(None))
    field = work.session.scalars(_held(live.where(CustomField.key == key))).one_or_none()
    if field is None:
        raise Problem("broken-reference", _("This field does not exist any more. Choose another."), field="field")
    return field.id


def _step(work: Work, raw: dict[str, Any]) -> Step:
    step_id, process_id = id_in(raw, "step_id"), id_in(raw, "process_id")
    if step_id is None:
        raise Invalid({"step_id": _("Choose a step.")})
    live = (Step.deleted_at.is_(None), Stage.deleted_at.is_(None), Process.deleted_at.is_(None))
    query = select(Step, Stage, Process).where(Step.id == step_id, *live)
    step: Step | None = work.session.scalars(_with_places(query)).one_or_none()
    if step is None:
        raise Problem("broken-reference", _("This step does not exist any more. Choose another."), field="step_id")
    if process_id not in (None, step.process_id):
        raise Invalid({"step_id": _("This step belongs to another process.")})
    if why_not_bindable(step):
        raise _not_bindable(step)
    return step


def _with_places(query: Select[Step, Stage, Process]) -> Select[Step, Stage, Process]:
    return _held(query.join(Stage, Stage.id == Step.stage_id).join(Process, Process.id == Step.process_id))


def _held(query: Query) -> Query:
    return query.with_for_update(read=True).execution_options(populate_existing=True)


def _not_bindable(step: Step) -> Problem:
    if step.needs_note:
        text = _("“%(step)s” needs a note, so it can't tick itself. Choose another step.", step=step.name)
    else:
        text = _("“%(step)s” makes a task, so it can't tick itself. Choose another step.", step=step.name)
    return Problem("step-not-bindable", text, field="step_id", reason=why_not_bindable(step))


def _in_use(side: str, row: BindingRow, label: str) -> Problem:
    text = _(
        "“%(side)s” is used in “%(binding)s” already. Choose another, or delete that automation.",
        side=label,
        binding=row.name,
    )
    key = "field" if side == "field" else "step_id"
    return Problem(f"{side}-in-use", text, field=key, binding={"id": row.binding.id, "name": row.name})
