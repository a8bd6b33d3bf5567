"""An import's report as a file: every fault by row and column."""

import io

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.importing.report import write_report
from stepmark.web.caller import Salesperson
from stepmark.web.import_parts import IMPORT, import_or_404

router = APIRouter()


@router.get(IMPORT + "/report")
def show(caller: Salesperson, import_id: int) -> Response:
    """The report as CSV, for spreadsheets: no cell of it is taken for a formula."""
    run = import_or_404(caller, import_id)
    written = io.StringIO(newline="")
    with caller.reading() as session:
        write_report(session, run.id, written)
    headers = {"Content-Disposition": f'attachment; filename="import-{run.id}.csv"'}
    return Response(written.getvalue().encode("utf-8-sig", "replace"), media_type="text/csv", headers=headers)
