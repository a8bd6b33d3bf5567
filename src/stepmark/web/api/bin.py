"""The recycle bin: what lies in it, and deleting for ever. A record is restored under its own address."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from stepmark.catalogue.kinds import DEAL, KINDS
from stepmark.commands.bin import purge_record
from stepmark.commands.inputs import one_of
from stepmark.queries.bin import BinRow, bin_page
from stepmark.queries.record_shapes import moment
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator, ApiViewer
from stepmark.web.api._kinds import KindInPath
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import After, Limit, id_after, page_shape

router = APIRouter(prefix="/api/v1/bin", tags=["bin"], responses=REFUSALS)


class BinShape(BaseModel):
    """A deleted record, and whether you may restore it."""

    id: RowId
    label: str
    deleted_at: str
    deleted_by: str
    restorable: bool


@router.get("", response_model=page_model("Bin", BinShape))
def index(
    caller: ApiViewer,
    kind: Annotated[str, Query(description="deal, company …")] = DEAL.name,
    limit: Limit = 50,
    after: After = "",
) -> Response:
    """List what was deleted of one kind, the latest first."""
    found = KINDS[one_of("kind", kind, KINDS)]
    with caller.reading() as session:
        listed = bin_page(session, caller.actor, found, id_after(after) or None, limit)
        return json_answer(page_shape([_shape(row) for row in listed.rows], listed.after))


@router.delete("/{plural}/{record_id}", status_code=204)
def purge(caller: ApiAdministrator, kind: KindInPath, record_id: PathId) -> None:
    """Delete a record for ever, with its values, notes and files."""
    caller.run(purge_record, kind, record_id)


def _shape(row: BinRow) -> BinShape:
    return BinShape(
        id=row.record.id,
        label=row.record.label,
        deleted_at=moment(row.deleted_at) or "",
        deleted_by=row.deleted_by,
        restorable=row.restorable,
    )
