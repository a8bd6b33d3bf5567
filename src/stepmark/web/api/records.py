"""Deals, companies, contacts and tasks: listed, read, made, changed, deleted and restored, all in the same way."""

from typing import Any

from fastapi import APIRouter, Response

from stepmark.catalogue.kinds import KINDS, LEAD, Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.commands.access import not_found
from stepmark.commands.archive import archive_record, unarchive_record
from stepmark.commands.leads import turn_away
from stepmark.commands.records import delete_record, restore_record, update_record
from stepmark.domain.attributes import FieldType
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.fields import fields_of
from stepmark.queries.record_page import record_page, seen_record
from stepmark.queries.record_shapes import Shape, record_shape, record_shapes
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId
from stepmark.web.api._caller import ApiCaller, ApiSalesperson, ApiViewer
from stepmark.web.api._filters import condition_of
from stepmark.web.api._models import change_model, list_model, new_model, record_model
from stepmark.web.api._openapi import ETAG, REFUSALS, filter_parameters, if_match_parameter
from stepmark.web.api._pages import After, Limit, id_after, page_shape
from stepmark.web.api._records_in import changed_values, create, raw_values
from stepmark.web.api._versions import etag, if_match

router = APIRouter(prefix="/api/v1", responses=REFUSALS)


def _add_collection(kind: Kind) -> None:
    path, new = f"/{kind.plural}", new_model(kind)
    described: Any = {"tags": [kind.plural], "name": kind.plural}

    @router.get(
        path,
        response_model=list_model(kind),
        summary=f"List {kind.plural}",
        openapi_extra={"parameters": filter_parameters(kind)},
        **described,
    )
    def index(caller: ApiViewer, limit: Limit = 50, after: After = "") -> Response:
        with caller.reading() as session:
            fields = fields_of(session, kind)
            condition = condition_of(session, caller, kind, fields)
            records, last = record_page(session, kind, caller.actor, condition, after=id_after(after), limit=limit)
            return json_answer(page_shape(record_shapes(session, kind, records, fields), last))

    @router.post(path, status_code=201, response_model=record_model(kind), summary=f"Make a {kind.name}", **described)
    def make(caller: ApiSalesperson, body: new) -> Response:  # type: ignore[valid-type]  # made from the catalogue
        raw = raw_values(body)
        if kind is LEAD:
            _turn_away(caller, raw)
        return caller.created(_shown(kind), create, kind, raw)


def _add_item(kind: Kind) -> None:
    path, change = f"/{kind.plural}/{{record_id}}", change_model(kind)
    described: Any = {
        "tags": [kind.plural],
        "response_model": record_model(kind),
        "responses": {200: {"headers": ETAG}},
    }
    versioned: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}

    @router.get(path, summary=f"Read a {kind.name}", **described)
    def show(caller: ApiViewer, record_id: PathId) -> Response:
        with caller.reading() as session:
            if seen_record(session, kind, caller.actor, record_id) is None:
                raise not_found()
            return _with_version(record_shape(session, kind, record_id))

    @router.patch(path, summary=f"Change a {kind.name}", **described, **versioned)
    def change_one(caller: ApiSalesperson, record_id: PathId, body: change) -> Response:  # type: ignore[valid-type]  # as above
        version = if_match(caller.request)
        values = changed_values(kind, body)
        caller.run(update_record, kind, record_id, values, version=version, strict=version is not None)
        with caller.reading() as session:
            return _with_version(record_shape(session, kind, record_id))

    @router.delete(path, status_code=204, tags=[kind.plural], summary=f"Delete a {kind.name}", **versioned)
    def delete(caller: ApiSalesperson, record_id: PathId) -> None:
        caller.run(delete_record, kind, record_id, version=if_match(caller.request))

    @router.post(f"{path}/restore", summary=f"Take a {kind.name} out of the recycle bin", **described)
    def restore(caller: ApiSalesperson, record_id: PathId) -> Response:
        return caller.done(_shown(kind, record_id), restore_record, kind, record_id)


def _add_archive(kind: Kind) -> None:
    path = f"/{kind.plural}/{{record_id}}"
    described: Any = {"tags": [kind.plural], "response_model": record_model(kind)}

    @router.post(f"{path}/archive", summary=f"Send a {kind.name} to the archive", **described)
    def archive(caller: ApiSalesperson, record_id: PathId) -> Response:
        return caller.done(_shown(kind, record_id), archive_record, kind, record_id)

    @router.post(f"{path}/unarchive", summary=f"Restore a {kind.name} from the archive", **described)
    def unarchive(caller: ApiSalesperson, record_id: PathId) -> Response:
        return caller.done(_shown(kind, record_id), unarchive_record, kind, record_id)


def _turn_away(caller: ApiCaller, raw: dict[str, Any]) -> None:
    """Programs bring in whoever writes; those on the exceptions list stay outside, which the history keeps."""
    try:
        barred = caller.run(turn_away, raw)
    except ValueFault:
        return  # refused by the verb, which names the field
    if barred is not None:
        text = _("“%(what)s” is on the exceptions list, so no lead was made.", what=barred.text)
        raise Problem("barred", text, field="emails" if barred.type == FieldType.EMAIL else "phones")


def _shown(kind: Kind, known_id: int | None = None) -> Any:
    return lambda session, made_id: record_shape(session, kind, known_id or made_id)


def _with_version(shape: Shape) -> Response:
    return json_answer(shape, headers=etag(shape["version"]))


for each in KINDS.values():
    _add_collection(each)
    _add_item(each)
    if each.archivable:
        _add_archive(each)
