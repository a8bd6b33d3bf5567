"""The conversion of a lead, for programs."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.conversion import convert_lead
from stepmark.queries.record_shapes import record_shape
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiSalesperson
from stepmark.web.api._models import record_model
from stepmark.web.api._openapi import REFUSALS

router = APIRouter(prefix="/api/v1/leads", tags=["leads"], responses=REFUSALS)
_CLIENT = Field(None, description='An id, "new" for a new one of the lead\'s texts, or null for none.')


class Conversion(BaseModel):
    """What is to be otherwise than the lead says."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, min_length=1, max_length=300)
    process_id: RowId | None = None
    stage_id: RowId | None = None
    company_id: RowId | str | None = _CLIENT
    contact_id: RowId | str | None = _CLIENT
    override_reason: str | None = Field(None, description="A manager's reason to leave required steps open.")


@router.post("/{record_id}/conversion", status_code=201, response_model=record_model(DEAL), summary="Convert a lead")
def convert(caller: ApiSalesperson, record_id: PathId, body: Conversion | None = None) -> Response:
    """Makes a deal of it, with its client, people and products, and closes the lead as won. Answers with the deal."""
    said: dict[str, Any] = body.model_dump(exclude_unset=True) if body else {}
    return caller.created(lambda session, deal_id: record_shape(session, DEAL, deal_id), convert_lead, record_id, said)
