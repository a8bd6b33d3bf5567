"""Process automations: the panel, and the editor of each."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.bindings import create_binding, edit_binding
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.binding_deals import how_many_miss_field
from stepmark.queries.plan import plan_use
from stepmark.web.binding_parts import Draft, choices_context, draft_of, panel_context, row_or_404
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form
from stepmark.web.render import page, see_other
from stepmark.web.routes.binding_wizard import choose_effect, choose_field

router = APIRouter()


@router.get("/bindings")
def index(caller: Administrator) -> Response:
    """All of them, active and inactive, with what is left of the plan."""
    return page(caller, "bindings/index.html", nav="bindings", **panel_context(caller))


@router.post("/bindings")
def create(caller: Administrator, form: Form) -> Response:
    """Save a new one; it is switched on afterwards."""
    draft = draft_of(form)
    try:
        binding_id = caller.run(
            create_binding, name=draft.name, field=draft.field, step_id=draft.step_id, process_id=draft.process_id
        )
    except Problem as problem:
        errors = field_errors(problem)
        # What the first step asked for is mended there.
        refill = choose_field if {"name", "field"} & set(errors) else choose_effect
        return refill(caller, draft, errors, problem.status)
    return see_other(f"/bindings/{binding_id}", _("Saved. Switch it on when it is to begin."))


@router.get("/bindings/{binding_id:id}")
def show(caller: Administrator, binding_id: int) -> Response:
    """The editor."""
    return _editor(caller, binding_id)


@router.patch("/bindings/{binding_id:id}")
def update(caller: Administrator, binding_id: int, form: Form) -> Response:
    """Save the editor."""
    draft = draft_of(form)
    try:
        caller.run(
            edit_binding,
            binding_id,
            name=draft.name,
            field=draft.field or None,
            step_id=draft.step_id,
            process_id=draft.process_id if draft.step_id else None,
            version=int_of_form(form, "version"),
        )
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        return _editor(caller, binding_id, draft, field_errors(problem), problem.status)
    return see_other(f"/bindings/{binding_id}", _("Saved"))


def _editor(
    caller: Caller,
    binding_id: int,
    draft: Draft | None = None,
    errors: dict[str, Text] | None = None,
    status: int = 200,
) -> Response:
    with caller.reading() as session:
        row = row_or_404(session, binding_id)
        binding = row.binding
        draft = draft or Draft(binding.kind, binding.name, binding.field, binding.process_id, binding.step_id)
        context = {
            "row": row,
            "missing": how_many_miss_field(session),
            "plan": plan_use(session, caller.actor.workspace_id),
            "errors": errors or {},
            **choices_context(session, draft, binding_id),
        }
    return page(caller, "bindings/show.html", status, nav="bindings", **context)
