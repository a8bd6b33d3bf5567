"""Merging duplicates of companies and contacts."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.merge import merge_records
from stepmark.commands.work import Work
from stepmark.queries.record_shapes import record_shape
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiSalesperson
from stepmark.web.api._models import change_model, record_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._records_in import changed_values

router = APIRouter(prefix="/api/v1", responses=REFUSALS)
_IDS = Annotated[list[RowId], Field(max_length=100, description="The records that are merged into the one addressed.")]


def _add(kind: Kind) -> None:
    change = change_model(kind)

    class Merged(BaseModel):
        model_config = ConfigDict(extra="forbid", title=f"{kind.model.__name__}Merge")

        ids: _IDS
        values: change = Field(default_factory=change, description="What the one that stays shall hold.")  # type: ignore[valid-type]  # made from the catalogue

    @router.post(
        f"/{kind.plural}/{{record_id}}/merge",
        tags=[kind.plural],
        response_model=record_model(kind),
        summary=f"Merge duplicates into a {kind.name}",
        description="Fields that `values` does not name keep what they hold, are filled where they were empty, and of "
        "phones, e-mails and the like hold all. The merged ones go into the recycle bin.",
    )
    def merge(caller: ApiSalesperson, record_id: PathId, body: Merged) -> Response:
        values = changed_values(kind, body.values)
        return caller.done(
            lambda session, _none: record_shape(session, kind, record_id), _merge, kind, record_id, body.ids, values
        )


def _merge(work: Work, kind: Kind, record_id: int, ids: list[int], values: dict[str, Any]) -> None:
    merge_records(work, kind, record_id, ids, values)


for each in KINDS.values():
    if each.is_client:
        _add(each)
