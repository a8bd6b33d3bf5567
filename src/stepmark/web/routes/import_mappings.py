"""What the columns of a file mean: guessed, shown with their first cells, and changed."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.import_drafts import save_mapping
from stepmark.domain.imports import ImportRun, ImportState
from stepmark.importing.layout import guessed_columns, layout_of
from stepmark.importing.mapping import Mapping, as_json
from stepmark.importing.stored import mapping_of
from stepmark.importing.systems import system_of
from stepmark.importing.table import Table
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, speaking
from stepmark.web import import_forms
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form
from stepmark.web.import_forms import mapping_form, mapping_in, reread
from stepmark.web.import_parts import IMPORT, fields_of_import, import_or_404, table_of
from stepmark.web.render import page, see_other

router = APIRouter()
MENDABLE = ("invalid", "too-large")


@router.get(IMPORT + "/mapping")
def edit(caller: Salesperson, import_id: int) -> Response:
    """The columns of a file that has not begun."""
    run = import_or_404(caller, import_id)
    if run.state != ImportState.DRAFT:
        return see_other(f"/imports/{run.id}")
    return mapping_page(caller, run)


@router.patch(IMPORT + "/mapping")
def update(caller: Salesperson, import_id: int, form: Form) -> Response:
    """Keep what was said, and go on to the preview; the form again while it leaves something open."""
    run = import_or_404(caller, import_id)
    if "reread" in form:
        caller.run(save_mapping, import_id, as_json(reread(form)))
        return see_other(f"/imports/{import_id}/mapping")
    said = mapping_of(run)
    try:
        table, fields = table_of(caller, run), fields_of_import(caller, run)
        said = mapping_in(form, table, fields, said)
        caller.run(save_mapping, import_id, as_json(said))
        with speaking(caller.actor.locale):
            layout_of(KINDS[run.kind], table, fields, said)
    except Problem as problem:
        if problem.type not in MENDABLE:
            raise
        return mapping_page(caller, run, said, problem.status, field_errors(problem))
    return see_other(f"/imports/{import_id}/preview")


def mapping_page(
    caller: Caller,
    run: ImportRun,
    said: Mapping | None = None,
    status: int = 200,
    errors: dict[str, Text] | None = None,
) -> Response:
    """The form; without columns when the file can't be read as it was said to be."""
    said, errors = said or mapping_of(run), errors or {}
    table, form = None, None
    try:
        table = table_of(caller, run)
        form = _form(caller, run, table, said)
    except Problem as problem:
        if problem.type not in MENDABLE:
            raise
        status, errors = problem.status, {**field_errors(problem), **errors}
    context: dict[str, Any] = {"run": run, "run_kind": KINDS[run.kind], "table": table, "form": form, "said": said}
    context["system"] = system_of(run.kind, table.columns) if table else None
    return page(caller, "imports/mapping.html", status, nav="imports", errors=errors, offer=import_forms, **context)


def _form(caller: Caller, run: ImportRun, table: Table, said: Mapping) -> Any:
    fields, kind = fields_of_import(caller, run), KINDS[run.kind]
    with speaking(caller.actor.locale):
        return mapping_form(kind, table, fields, said, guessed_columns(kind, table, fields))
