"""The requisites of companies and contacts, by template."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, create_model

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.catalogue.requisites import ADDRESSES, TEMPLATES, fields_of_template
from stepmark.catalogue.values import to_json
from stepmark.commands.access import not_found
from stepmark.commands.requisites import set_requisites
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.record_page import seen_record
from stepmark.queries.requisites import requisites_of
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId
from stepmark.web.api._caller import ApiCaller, ApiSalesperson, ApiViewer
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._versions import etag, if_match

router = APIRouter(prefix="/api/v1", responses=REFUSALS)
_STRICT = ConfigDict(extra="forbid")
_TEXT: Any = (str | None, None)


def _plain_keys(template: str) -> list[str]:
    return [key for key in fields_of_template(template) if not key.startswith("address.")]


Addresses = create_model("Addresses", __config__=_STRICT, **dict.fromkeys(ADDRESSES, _TEXT))


def _template_model(template: str) -> type[BaseModel]:
    addresses: Any = (Addresses, Field(default_factory=Addresses))
    fields: dict[str, Any] = {**dict.fromkeys(_plain_keys(template), _TEXT), "addresses": addresses}
    return create_model(f"{template.title()}Requisites", __config__=_STRICT, **fields)


_MODELS = {template: _template_model(template) for template in TEMPLATES}
_WHOLE: dict[str, Any] = {template: (model, ...) for template, model in _MODELS.items()}
_SENT: dict[str, Any] = {template: (model | None, None) for template, model in _MODELS.items()}
Requisites = create_model("Requisites", **_WHOLE)
NewRequisites = create_model("NewRequisites", __config__=_STRICT, **_SENT)


def _add(kind: Kind) -> None:
    path = f"/{kind.plural}/{{record_id}}/requisites"
    described: Any = {"tags": [kind.plural], "response_model": Requisites, "responses": {200: {"headers": ETAG}}}

    @router.get(path, summary=f"Read the requisites of a {kind.name}", **described)
    def show(caller: ApiViewer, record_id: PathId) -> Response:
        return _shown(caller, kind, record_id)

    @router.put(
        path,
        summary=f"Fill the requisites of a {kind.name}",
        description="A template that is not named stays as it is; in one that is, what is left out is emptied.",
        openapi_extra={"parameters": [if_match_parameter()]},
        **described,
    )
    def fill(caller: ApiSalesperson, record_id: PathId, body: NewRequisites) -> Response:
        version = if_match(caller.request)
        caller.run(set_requisites, kind, record_id, _raw(body), version=version, strict=version is not None)
        return _shown(caller, kind, record_id)


def _raw(body: Any) -> dict[str, dict[str, Any]]:
    sent = {template: own for template, own in body.model_dump().items() if own is not None}
    return {template: _flat(own.pop("addresses"), own) for template, own in sent.items()}


def _flat(addresses: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    return own | {f"address.{type}": text for type, text in addresses.items()}


def _shown(caller: ApiCaller, kind: Kind, record_id: int) -> Response:
    with caller.reading() as session:
        record = seen_record(session, kind, caller.actor, record_id)
        if record is None:
            raise not_found()
        return json_answer(_shape(session, kind, record_id), headers=etag(record.version))


def _shape(session: ScopedSession, kind: Kind, record_id: int) -> dict[str, Any]:
    filled = requisites_of(session, kind.name, record_id)
    return {template: _template_shape(template, filled.get(template, {})) for template in TEMPLATES}


def _template_shape(template: str, own: Any) -> dict[str, Any]:
    shape = {key: to_json(field, own.get(key)) for key, field in fields_of_template(template).items()}
    plain = {key: shape[key] for key in _plain_keys(template)}
    return {**plain, "addresses": {type: shape[f"address.{type}"] for type in ADDRESSES}}


for each in KINDS.values():
    if each.is_client:
        _add(each)
