"""The lines of records: read, and replaced as a whole."""

from typing import Any

from fastapi import APIRouter, Response

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.access import not_found
from stepmark.commands.lines import set_lines
from stepmark.queries.field_access import lines_access
from stepmark.queries.record_page import seen_record
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId
from stepmark.web.api._caller import ApiSalesperson, ApiViewer
from stepmark.web.api._line_shapes import LinesOut, NewLines, lines_shape
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._versions import etag, if_match

router = APIRouter(prefix="/api/v1", responses=REFUSALS)


def _add(kind: Kind) -> None:
    path = f"/{kind.plural}/{{record_id}}/lines"
    described: Any = {"tags": [kind.plural], "response_model": LinesOut, "responses": {200: {"headers": ETAG}}}

    @router.get(path, summary=f"Read a {kind.name}'s lines", **described)
    def show(caller: ApiViewer, record_id: PathId) -> Response:
        return _shown(caller, kind, record_id)

    @router.put(
        path,
        summary=f"Replace a {kind.name}'s lines",
        openapi_extra={"parameters": [if_match_parameter()]},
        **described,
    )
    def replace(caller: ApiSalesperson, record_id: PathId, body: NewLines) -> Response:
        lines = [line.model_dump(exclude_unset=True) for line in body.lines]
        version = if_match(caller.request)
        caller.run(set_lines, kind, record_id, lines, version, keeps_amount=body.amount_from_lines)
        return _shown(caller, kind, record_id)


def _shown(caller: ApiViewer, kind: Kind, record_id: int) -> Response:
    with caller.reading() as session:
        is_seen = seen_record(session, kind, caller.actor, record_id) is not None
        if not is_seen or not lines_access(caller.actor, kind).sees:
            raise not_found()
        shape = lines_shape(session, kind, record_id)
    return json_answer(shape, headers=etag(shape["version"]))


for each in KINDS.values():
    if each.lines:
        _add(each)
