"""A list to be taken along as a file."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from stepmark.catalogue.kinds import Kind
from stepmark.platform.clock import today
from stepmark.platform.i18n import speaking
from stepmark.queries.list_export import exported_list
from stepmark.queries.list_scope import ListQuery
from stepmark.queries.views import views_of
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.list_addresses import address_in
from stepmark.web.list_files import CSV, XLSX, csv_of, pieces_of, xlsx_of
from stepmark.web.record_paths import RECORDS, KindInPath

router = APIRouter()


@router.get(RECORDS + "/export")
def show(caller: Salesperson, kind: KindInPath) -> Response:
    """The whole list, as `as` says: csv, or xlsx for Excel."""
    params = caller.request.query_params
    is_workbook = params.get("as") == "xlsx"
    with caller.reading() as session:
        asked = address_in(kind, params, views_of(session, caller.actor, kind)).asked
        scope, rows = exported_list(session, caller.actor, kind, asked)
        body = pieces_of(xlsx_of(scope.columns, rows)) if is_workbook else _csv(caller, kind, asked)
    name = f"{kind.plural}-{today(caller.actor.time_zone)}.{'xlsx' if is_workbook else 'csv'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(body, headers=headers, media_type=XLSX if is_workbook else CSV)


def _csv(caller: Caller, kind: Kind, asked: ListQuery) -> Iterator[bytes]:
    """The file as it is read. Each piece is asked for by another thread, which has to be told the language anew."""
    actor = caller.actor
    with caller.database.reading(actor.workspace_id, access=actor.access) as session:
        scope, rows = exported_list(session, actor, kind, asked)
        pieces = csv_of(scope.columns, rows)
        while True:
            with speaking(actor.locale, actor.time_zone):
                piece = next(pieces, b"")
            if not piece:
                return
            yield piece
