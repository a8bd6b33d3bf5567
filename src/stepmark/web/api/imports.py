"""Imports: a file is sent, its columns are told, what would happen is read, and it is run, or withdrawn as a whole.

It runs in the background: `state` says how far it is.
"""

from collections.abc import Callable

from fastapi import APIRouter, Response
from pydantic import Field
from sqlalchemy.orm import Session

from stepmark.automation.waking import woken_by_import
from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import not_found
from stepmark.commands.import_drafts import begin_import, draft_import, drop_draft, go_on, save_mapping
from stepmark.commands.import_withdrawal import begin_withdrawal
from stepmark.domain.imports import ImportState
from stepmark.importing.layout import guessed_columns, layout_of
from stepmark.importing.mapping import Mapping, as_json
from stepmark.importing.preview import preview_of
from stepmark.importing.table import read_table
from stepmark.platform.i18n import speaking
from stepmark.queries.imports import faults_after, imports_page, leftovers_of, seen_import
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId
from stepmark.web.api._caller import ApiCaller, ApiSalesperson
from stepmark.web.api._import_shapes import (
    ColumnShape,
    FaultShape,
    ImportShape,
    LeftoverShape,
    PreviewShape,
    fault_shape,
    import_shape,
    leftover_shape,
    preview_shape,
)
from stepmark.web.api._kinds import KindInPath
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS, SENT_FILE
from stepmark.web.api._pages import After, Limit, cut_page, id_after, page_shape
from stepmark.web.api._process_bodies import Body
from stepmark.web.api._uploads import SalespersonsUpload
from stepmark.web.import_parts import background_of, fields_of_import, import_or_404, plan_of, table_of
from stepmark.web.uploads import file_store

router = APIRouter(prefix="/api/v1", tags=["imports"], responses=REFUSALS)
_ONE = "/imports/{import_id}"


class RunBody(Body):
    """How it begins."""

    again: bool = Field(False, description="Although this file was brought in before.")
    rules_asleep: bool = Field(False, description="No rule wakes to what it brings in.")


@router.get("/imports", response_model=page_model("Imports", ImportShape))
def index(caller: ApiSalesperson, limit: Limit = 50, after: After = "") -> Response:
    """List your imports, the latest first; administrators see all."""
    with caller.reading() as session:
        found = imports_page(session, caller.actor, id_after(after) or None, limit + 1)
        return json_answer(cut_page(found, limit, import_shape))


@router.post("/{plural}/imports", status_code=201, response_model=ImportShape, openapi_extra=SENT_FILE)
def make(caller: SalespersonsUpload, kind: KindInPath) -> Response:
    """Send a file, CSV or XLSX, to be brought in as records of this kind. It is a draft until it is run, for a week."""
    data = file_store(caller.settings).path(caller.upload.sha256).read_bytes()
    rows = len(read_table(data, name=caller.upload.name).rows)
    return caller.created(_shown(caller), draft_import, kind, caller.upload, rows)


@router.get(_ONE, response_model=ImportShape)
def show(caller: ApiSalesperson, import_id: PathId) -> Response:
    """Read how far it is."""
    return caller.answer(lambda session: _shown(caller)(session, import_id))


@router.delete(_ONE, status_code=204)
def delete(caller: ApiSalesperson, import_id: PathId) -> None:
    """Forget a draft."""
    caller.run(drop_draft, import_id)


@router.get(_ONE + "/columns", response_model=page_model("Columns", ColumnShape))
def columns(caller: ApiSalesperson, import_id: PathId) -> Response:
    """List the file's columns, all at once, and what they seem to be."""
    run = import_or_404(caller, import_id)
    table, fields = table_of(caller, run), fields_of_import(caller, run)
    with speaking(caller.actor.locale):
        guessed = guessed_columns(KINDS[run.kind], table, fields)
    shapes = [
        ColumnShape(name=name, samples=table.samples(at), guess=guessed.get(name))
        for at, name in enumerate(table.columns)
    ]
    return json_answer(page_shape(shapes, None))


@router.put(_ONE + "/mapping", response_model=ImportShape)
def set_mapping(caller: ApiSalesperson, import_id: PathId, body: Mapping) -> Response:
    """Say what the columns of a draft mean. What is not said is guessed."""
    run = import_or_404(caller, import_id)
    if run.state == ImportState.DRAFT:
        table = table_of(caller, run, body)
        with speaking(caller.actor.locale):
            layout_of(KINDS[run.kind], table, fields_of_import(caller, run), body)
    caller.run(save_mapping, import_id, as_json(body))
    return show(caller, import_id)


@router.get(_ONE + "/preview", response_model=PreviewShape)
def preview(caller: ApiSalesperson, import_id: PathId) -> Response:
    """Read what would happen; nothing is written."""
    plan = plan_of(caller, import_or_404(caller, import_id))
    with speaking(caller.actor.locale, caller.actor.time_zone):
        looked = preview_of(caller.database, caller.actor, plan)
    with caller.reading() as session:
        rules = [rule.name for rule in woken_by_import(session, caller.actor, plan.kinds)]
        return json_answer(preview_shape(plan, looked, rules))


@router.post(_ONE + "/run", status_code=202, response_model=ImportShape)
def run(caller: ApiSalesperson, import_id: PathId, body: RunBody | None = None) -> Response:
    """Begin it, or go on with one that has stopped. A file that was brought in before is `in-use`, unless `again`."""
    found, said = import_or_404(caller, import_id), body or RunBody()
    if found.state == ImportState.DRAFT:
        plan = plan_of(caller, found)
        file, told = plan.file, plan.header_faults()
        how = {"again": said.again, "rules_asleep": said.rules_asleep}
        answer = caller.accepted(_known(caller, import_id), begin_import, import_id, file, told, **how)
    else:
        answer = caller.accepted(_known(caller, import_id), go_on, import_id)
    background_of(caller).start(found.workspace_id, found.id)
    return answer


@router.get(_ONE + "/faults", response_model=page_model("ImportFaults", FaultShape))
def faults(caller: ApiSalesperson, import_id: PathId, limit: Limit = 50, after: After = "") -> Response:
    """List what was wrong in it, by row."""
    import_or_404(caller, import_id)
    with caller.reading() as session:
        found = faults_after(session, import_id, id_after(after), limit + 1)
        return json_answer(cut_page(found, limit, fault_shape))


@router.post(_ONE + "/withdrawal", status_code=202, response_model=ImportShape)
def withdraw(caller: ApiSalesperson, import_id: PathId) -> Response:
    """Take all of it back: what it added goes to the recycle bin, what it changed becomes what it was."""
    found = import_or_404(caller, import_id)
    answer = caller.accepted(_known(caller, import_id), begin_withdrawal, import_id)
    background_of(caller).start(found.workspace_id, found.id)
    return answer


@router.get(_ONE + "/leftovers", response_model=page_model("ImportLeftovers", LeftoverShape))
def leftovers(caller: ApiSalesperson, import_id: PathId, limit: Limit = 50, after: After = "") -> Response:
    """List what a withdrawal could not take back."""
    import_or_404(caller, import_id)
    with caller.reading() as session:
        found = leftovers_of(session, import_id, limit + 1, after=id_after(after))
        return json_answer(cut_page(found, limit, leftover_shape))


def _shown(caller: ApiCaller) -> Callable[[Session, int], ImportShape]:
    def shown(session: Session, import_id: int) -> ImportShape:
        found = seen_import(session, caller.actor, import_id)
        if found is None:
            raise not_found()
        return import_shape(found)

    return shown


def _known(caller: ApiCaller, import_id: int) -> Callable[[Session, None], ImportShape]:
    return lambda session, _none: _shown(caller)(session, import_id)
