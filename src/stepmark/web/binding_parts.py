"""The automations' panel and editor as parts of answers."""

from dataclasses import dataclass
from typing import Any

from fastapi.responses import Response
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS, LEAD, has_stages
from stepmark.commands.access import not_found
from stepmark.platform.i18n import Text, _
from stepmark.queries.binding_choices import field_choices, step_choices
from stepmark.queries.binding_deals import deals_to_tick, how_many_miss_field, how_many_to_tick
from stepmark.queries.bindings import BindingRow, binding_row, binding_rows
from stepmark.queries.plan import plan_use
from stepmark.queries.processes import processes
from stepmark.web.caller import Caller
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.questions import Place
from stepmark.web.render import fragment, see_other

PANEL = Place("bindings", _("Process automations"), "/bindings")
SHOWN_DEALS = 20


@dataclass(frozen=True)
class Draft:
    """What a form holds of a binding, saved or not."""

    kind: str = "deal"
    name: str = ""
    field: str = ""
    process_id: int | None = None
    step_id: int | None = None


def draft_of(form: Form) -> Draft:
    """What was sent."""
    name, field = text_of_form(form, "name"), text_of_form(form, "field")
    kind = text_of_form(form, "kind") or "deal"
    return Draft(kind, name, field, int_of_form(form, "process_id"), int_of_form(form, "step_id"))


def row_or_404(session: Session, binding_id: int) -> BindingRow:
    """A binding with its sides; else `not-found`."""
    row = binding_row(session, binding_id)
    if row is None:
        raise not_found()
    return row


def panel_context(caller: Caller) -> dict[str, Any]:
    """What `bindings/_list.html` and `bindings/_quota.html` need: constant statements, however many bindings."""
    with caller.reading() as session:
        return {
            "rows": binding_rows(session),
            "has_leads": bool(processes(session, LEAD.name)),
            "missing": how_many_miss_field(session),
            "plan": plan_use(session, caller.actor.workspace_id),
        }


def choices_context(session: Session, draft: Draft, own_id: int | None = None) -> dict[str, Any]:
    """What the forms need to offer fields, processes and steps; the first process unless the draft names one."""
    if not has_stages(draft.kind):
        raise not_found()
    found = processes(session, draft.kind)
    chosen = next((each for each in found if each.id == draft.process_id), found[0] if found else None)
    return {
        "draft": draft,
        "kind": KINDS[draft.kind],
        "fields": field_choices(session, draft.kind, own_id),
        "processes": [(each.id, each.name) for each in found],
        "process": chosen,
        "stages": step_choices(session, chosen.id, own_id) if chosen else [],
    }


def backlog_context(caller: Caller, binding_id: int) -> dict[str, Any]:
    """The deals that an active binding could tick now: their number, and the first of them."""
    with caller.reading() as session:
        row = row_or_404(session, binding_id)
        count = how_many_to_tick(session, row.binding) if row.binding.active else 0
        deals = deals_to_tick(session, row.binding, limit=SHOWN_DEALS) if count else []
    return {"row": row, "backlog": count, "deals": deals}


def switched(caller: Caller, binding_id: int, where: str, toast: Text) -> Response:
    """After a switch: the panel, or the editor's switch, with the question about older deals if there are any."""
    backlog = backlog_context(caller, binding_id)
    if not caller.is_htmx:
        back = f"/bindings/{binding_id}" if where == "editor" else "/bindings"
        return see_other(f"/bindings/{binding_id}/backlog" if backlog["backlog"] else back, toast)
    context = {**panel_context(caller), **backlog, "where": where, "toast_text": toast}
    return fragment(caller, "bindings/switched.html", **context)
