"""Processes: the list, the form for a new one, the editor, and the name and place of each."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import SALES
from stepmark.commands.processes import create_process, update_process
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.processes import deleted_processes, processes, shapes_of
from stepmark.web.caller import Administrator, Caller
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.process_parts import asked, editor_context, form_errors, process_or_404
from stepmark.web.render import page, see_other

router = APIRouter()
FIRST_STAGES = (_("Qualification"), _("Proposal"), _("Negotiation"))


@router.get("/processes")
def index(caller: Administrator) -> Response:
    """All processes, and the deleted ones."""
    with caller.reading() as session:
        shapes = shapes_of(session, processes(session))
        deleted = deleted_processes(session)
    return page(caller, "processes/index.html", nav="processes", shapes=shapes, deleted=deleted)


@router.get("/processes/new")
def new(caller: Administrator, kind: str = "deal") -> Response:
    """The form for a new one, with three stages to begin with."""
    return _new(caller, kind, "", FIRST_STAGES)


@router.post("/processes")
def create(caller: Administrator, form: Form) -> Response:
    """Make it with the stages that are filled in."""
    kind, name = text_of_form(form, "kind"), text_of_form(form, "name")
    stages = [text for text in form.getlist("stage") if isinstance(text, str) and text.strip()]
    try:
        process_id = caller.run(
            create_process, {"kind": kind, "name": name, "stages": [{"name": each} for each in stages]}
        )
    except Problem as problem:
        errors = {"stage" if key.startswith("stages.") else key: text for key, text in form_errors(problem).items()}
        return _new(caller, kind, name, stages, errors, problem.status)
    return see_other(f"/processes/{process_id}", _("Process made. Now add its steps."))


@router.get("/processes/{process_id:id}")
def show(caller: Administrator, process_id: int) -> Response:
    """The editor."""
    return page(caller, "processes/show.html", nav="processes", **editor_context(caller, process_id))


@router.get("/processes/{process_id:id}/edit")
def edit(caller: Administrator, process_id: int) -> Response:
    """The form for its name."""
    return _edit(caller, process_id)


@router.patch("/processes/{process_id:id}")
def update(caller: Administrator, process_id: int, form: Form) -> Response:
    """Rename it, or move it in the list to `position`."""
    position = int_of_form(form, "position")
    if position is not None:
        caller.run(update_process, process_id, {"position": position})
        return see_other("/processes")
    name = text_of_form(form, "name")
    try:
        caller.run(update_process, process_id, {"name": name}, version=int_of_form(form, "version"))
    except Problem as problem:
        if problem.type not in ("invalid", "conflict"):
            raise
        return _edit(caller, process_id, name, form_errors(problem), problem.status)
    return see_other(f"/processes/{process_id}", _("Saved"))


def _new(
    caller: Caller,
    kind: str,
    name: str,
    stages: tuple[Text, ...] | list[str],
    errors: dict[str, Text] | None = None,
    status: int = 200,
) -> Response:
    sales = [(each.name, each.label_plural) for each in SALES]
    context = {"kind": kind, "sales": sales, "name": name, "stages": stages, "errors": errors or {}}
    return page(caller, "processes/new.html", status, nav="processes", **context)


def _edit(
    caller: Caller, process_id: int, name: str | None = None, errors: dict[str, Text] | None = None, status: int = 200
) -> Response:
    with caller.reading() as session:
        process = process_or_404(session, process_id)
    context = {
        "url": f"/processes/{process_id}",
        "name": process.name if name is None else name,
        "version": process.version,
        "errors": errors or {},
        "whole_page": True,
    }
    return asked(caller, "_name_form", _("Rename the process"), process_id, status, **context)
