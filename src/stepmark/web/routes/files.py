"""Files: put on a record, downloaded, taken away."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.files import add_files, delete_file
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.files import seen_file
from stepmark.web.caller import Salesperson, Viewer
from stepmark.web.downloads import file_answer
from stepmark.web.forms import Form
from stepmark.web.record_panels import FILES, panel_changed, panel_shown
from stepmark.web.record_paths import RECORD, KindInPath
from stepmark.web.render import see_other
from stepmark.web.uploads import uploads_in

router = APIRouter()
_MENDABLE = ("invalid", "too-large")


@router.post(RECORD + "/files")
def create(caller: Salesperson, kind: KindInPath, record_id: int, form: Form) -> Response:
    """Put files on a record; the panel again if one is too large."""
    try:
        uploads = uploads_in(caller, form, "file")
        caller.run(add_files, kind, record_id, uploads)
    except Problem as problem:
        if problem.type not in _MENDABLE:
            raise
        return panel_shown(caller, FILES, kind, record_id, problem.status, file_error=problem.detail)
    return panel_changed(caller, FILES, kind, record_id, _("File added."))


@router.get("/files/{file_id:id}")
def show(caller: Viewer, file_id: int) -> Response:
    """The content, to be saved and not shown."""
    with caller.reading() as session:
        file = seen_file(session, caller.actor, file_id)
    return file_answer(caller, file)


@router.delete("/files/{file_id:id}")
def delete(caller: Salesperson, file_id: int) -> Response:
    """Take a file away."""
    file = caller.run(delete_file, file_id)
    if file.kind is None or file.record_id is None:
        return see_other("/", _("File deleted."))
    return panel_changed(caller, FILES, KINDS[file.kind], file.record_id, _("File deleted."))
