"""Binding a field to a step: made, changed, switched on and off, deleted. Administrators only."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, select

from stepmark.commands.access import locked
from stepmark.commands.binding_sides import Sides, chosen_sides, require_free, require_whole
from stepmark.commands.inputs import line
from stepmark.commands.quota import locked_plan, locked_workspace
from stepmark.commands.record_rows import require_version
from stepmark.commands.work import Changes, Work
from stepmark.domain.bindings import Binding
from stepmark.domain.plans import Plan
from stepmark.domain.rights import require_admin
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _, ngettext_lazy
from stepmark.queries.bindings import active_bindings, binding_row


def create_binding(work: Work, *, field: Any, step_id: Any, process_id: Any = None, name: Any = "") -> int:
    """An inactive binding of `field` (company, contact, source or custom.<key>) and a step. Returns its id."""
    require_admin(work.actor)
    binding = Binding(name=_name(name))
    _tie(work, binding, chosen_sides(work, field, step_id, process_id))
    work.session.add(binding)
    work.session.flush()
    _happened(work, "created", binding, {"field": (None, binding.field), "step_id": (None, binding.step_id)})
    return binding.id


def edit_binding(
    work: Work,
    binding_id: int,
    *,
    name: Any = None,
    field: Any = None,
    step_id: Any = None,
    process_id: Any = None,
    active: bool | None = None,
    version: int | None = None,
) -> None:
    """Change what is given. `version` is the one the user saw; an active binding stays active, for its new sides."""
    require_admin(work.actor)
    if active:
        locked_workspace(work)
    binding = locked(work, Binding, binding_id)
    require_version(binding, version)
    before = _state(binding)
    if name is not None:
        binding.name = _name(name)
    if _is_moved(work, binding, field, step_id):
        _tie(work, binding, chosen_sides(work, field or binding.field, step_id or binding.step_id, process_id))
    changes = {key: (before[key], after) for key, after in _state(binding).items() if before[key] != after}
    if changes:
        binding.touch()
        work.session.flush()
        _happened(work, "updated", binding, changes)
    if active is not None:
        set_active(work, binding_id, active)


def delete_binding(work: Work, binding_id: int, *, version: int | None = None) -> None:
    """Delete for good, which frees its field and its step; ticks stay as they are."""
    require_admin(work.actor)
    binding = locked(work, Binding, binding_id)
    require_version(binding, version)
    _happened(work, "deleted", binding)
    work.session.delete(binding)
    work.session.flush()


def set_active(work: Work, binding_id: int, active: bool) -> None:
    """Switch on, as far as the plan allows and nothing is broken, or off. Not retroactive: see `apply_binding`."""
    require_admin(work.actor)
    plan = locked_plan(work) if active else None
    binding = locked(work, Binding, binding_id)
    if binding.active is active:
        return
    if plan is not None:
        require_whole(work, binding)
        _require_room(work, plan)
    _switch(work, binding, "activated" if active else "deactivated", active=active)


def suspend_broken(work: Work, step_ids: Collection[int]) -> None:
    """Switch off the bindings on these steps, which were deleted or now need more than a tick."""
    _suspend(work, Binding.step_id.in_(step_ids))


def suspend_bound(work: Work, custom_field_id: int) -> None:
    """Switch off the binding of a custom field that was deleted."""
    _suspend(work, Binding.custom_field_id == custom_field_id)


def _suspend(work: Work, which: ColumnElement[bool]) -> None:
    query = select(Binding).where(which, Binding.active.is_(True)).order_by(Binding.id).with_for_update()
    for binding in work.session.scalars(query.execution_options(populate_existing=True)).all():
        _switch(work, binding, "suspended", active=False)


def _switch(work: Work, binding: Binding, verb: str, *, active: bool) -> None:
    binding.active = active
    binding.touch()
    _happened(work, verb, binding, {"active": (not active, active)})


def _require_room(work: Work, plan: Plan) -> None:
    limit = plan.active_bindings
    if limit is not None and active_bindings(work.session) >= limit:
        text = ngettext_lazy(
            "The plan “%(plan)s” allows %(num)s active automation. Switch it off first, or choose a larger plan.",
            "The plan “%(plan)s” allows %(num)s active automations. Switch one off first, or choose a larger plan.",
            limit,
            plan=plan.name,
        )
        raise Problem("quota-exceeded", text, field="active", limit=limit, plan=plan.name)


def _is_moved(work: Work, binding: Binding, field: Any, step_id: Any) -> bool:
    # A form sends both sides, moved or not; a broken one may still be renamed. A new field under the key of the deleted
    # one is another field.
    if step_id is not None and str(step_id) != str(binding.step_id):
        return True
    row = binding_row(work.session, binding.id)
    lost = row is not None and row.broken == "field-deleted"
    return field is not None and (field != binding.field or lost)


def _tie(work: Work, binding: Binding, sides: Sides) -> None:
    require_free(work, sides, binding.id)
    binding.kind, binding.field, binding.custom_field_id = sides[:3]
    binding.process_id, binding.step_id = sides.step.process_id, sides.step.id


def _name(raw: Any) -> str:
    return line("name", _("Name"), "" if raw is None else raw, required=False)


def _state(binding: Binding) -> dict[str, Any]:
    return {"name": binding.name, "field": binding.field, "step_id": binding.step_id}


def _happened(work: Work, verb: str, binding: Binding, changes: Changes | None = None) -> None:
    row = binding_row(work.session, binding.id)
    label = row.name if row else binding.name
    work.happened(f"binding.{verb}", "binding", binding.id, changes, label=label, version=binding.version)
    work.forget()
