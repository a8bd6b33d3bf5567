"""Imports: their history, a file to begin with, and one import as it stands."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import DEAL, KINDS
from stepmark.commands.import_drafts import draft_import, drop_draft
from stepmark.domain.imports import ImportState
from stepmark.importing.limits import LONGEST_CELL, MEGABYTE, MOST_BYTES, MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED
from stepmark.importing.table import read_table
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.imports import imports_page
from stepmark.queries.people import member_names
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.import_parts import IMPORT, STATES, import_or_404, place_in_faults, state_context
from stepmark.web.render import fragment, page, see_other
from stepmark.web.uploads import file_store, uploads_in

router = APIRouter()
PAGE = 30


@router.get("/imports")
def index(caller: Salesperson, before: int | None = None) -> Response:
    """What was brought in, by whom, and what became of it."""
    with caller.reading() as session:
        runs = imports_page(session, caller.actor, before, PAGE + 1)
        names = member_names(session, {run.member_id for run in runs})
    older = runs[PAGE - 1].id if len(runs) > PAGE else None
    context: dict[str, Any] = {"runs": runs[:PAGE], "names": names, "older": older, "before": before}
    return page(caller, "imports/index.html", nav="imports", states=STATES, **context)


@router.get("/imports/new")
def new(caller: Salesperson, kind: str = DEAL.name) -> Response:
    """Which file, of what; the limits are said here."""
    return _form(caller, kind)


@router.post("/imports")
def create(caller: Salesperson, form: Form) -> Response:
    """Keep the file, if it is a table."""
    kind = text_of_form(form, "kind")
    try:
        import_id = _drafted(caller, form, kind)
    except Problem as problem:
        if problem.type not in ("invalid", "too-large"):
            raise
        return _form(caller, kind, problem.status, field_errors(problem))
    return see_other(f"/imports/{import_id}/mapping")


@router.get(IMPORT)
def show(caller: Salesperson, import_id: int, after: str = "") -> Response:
    """An import as it stands; of one that has not begun, its columns."""
    run = import_or_404(caller, import_id)
    if run.state == ImportState.DRAFT:
        return see_other(f"/imports/{run.id}/mapping")
    return page(caller, "imports/show.html", nav="imports", **state_context(caller, run, place_in_faults(after)))


@router.get(IMPORT + "/state")
def state(caller: Salesperson, import_id: int) -> Response:
    """The same without the page around it, for a page that looks how far it is."""
    return fragment(caller, "imports/_state.html", **state_context(caller, import_or_404(caller, import_id)))


@router.delete(IMPORT)
def delete(caller: Salesperson, import_id: int) -> Response:
    """Forget a file that was not begun."""
    caller.run(drop_draft, import_id)
    return see_other("/imports", _("The file was dropped. Nothing was brought in."))


def _drafted(caller: Caller, form: Form, kind: str) -> int:
    if kind not in KINDS:
        raise Problem("invalid", _("Say what the file holds."), field="kind")
    uploads = uploads_in(caller, form, "file")
    if not uploads:
        raise Problem("invalid", _("Choose a file."), field="file")
    data = file_store(caller.settings).path(uploads[0].sha256).read_bytes()
    table = read_table(data, name=uploads[0].name)
    return caller.run(draft_import, KINDS[kind], uploads[0], len(table.rows))


def _form(caller: Caller, kind: str, status: int = 200, errors: dict[str, Text] | None = None) -> Response:
    limits = {
        "bytes": min(caller.settings.max_upload_mb * MEGABYTE, MOST_BYTES),
        "megabytes": min(caller.settings.max_upload_mb, MOST_BYTES // MEGABYTE),
        "unpacked": MOST_UNPACKED // MEGABYTE,
        "rows": MOST_ROWS,
        "columns": MOST_COLUMNS,
        "cell": LONGEST_CELL,
    }
    chosen = kind if kind in KINDS else DEAL.name
    return page(caller, "imports/new.html", status, nav="imports", chosen=chosen, limits=limits, errors=errors or {})
