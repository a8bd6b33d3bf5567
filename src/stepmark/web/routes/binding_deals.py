"""The deals that an automation concerns: older ones that it could tick, and those whose field is missing."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.binding_backlog import apply_binding
from stepmark.platform.i18n import _, ngettext_lazy
from stepmark.queries.binding_deals import deals_missing_field
from stepmark.web.binding_parts import PANEL, backlog_context, row_or_404
from stepmark.web.caller import Administrator
from stepmark.web.questions import asked
from stepmark.web.render import page, see_other

router = APIRouter()
PAGE = 50


@router.get("/bindings/{binding_id:id}/backlog")
def show_backlog(caller: Administrator, binding_id: int) -> Response:
    """Which deals have the field filled and the step open."""
    context = backlog_context(caller, binding_id)
    return asked(caller, PANEL, "bindings/_backlog.html", _("Tick older deals?"), **context)


@router.post("/bindings/{binding_id:id}/backlog")
def apply(caller: Administrator, binding_id: int) -> Response:
    """Tick the step on all of them, a few hundred at a time, so that others can save in between."""
    ticked, after = 0, 0
    while True:
        done = caller.run(apply_binding, binding_id, after)
        ticked += done.ticked
        if done.go_on_after is None:
            break
        after = done.go_on_after
    toast = ngettext_lazy("The step is ticked on %(num)s deal.", "The step is ticked on %(num)s deals.", ticked)
    return see_other("/bindings", toast)


@router.get("/bindings/{binding_id:id}/missing")
def missing(caller: Administrator, binding_id: int, after: int = 0) -> Response:
    """Deals whose step was ticked before, and whose field is still empty."""
    with caller.reading() as session:
        row = row_or_404(session, binding_id)
        found = deals_missing_field(session, row.binding, after=after, limit=PAGE + 1)
    further = f"/bindings/{binding_id}/missing?after={found[PAGE - 1].id}" if len(found) > PAGE else None
    return page(caller, "bindings/missing.html", nav="bindings", row=row, deals=found[:PAGE], further=further)
