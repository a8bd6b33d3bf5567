"""What the workspace's plan allows, and what is in use."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from stepmark.queries.plan import plan_use
from stepmark.web.api._answers import json_answer
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._openapi import REFUSALS

router = APIRouter(prefix="/api/v1/plan", tags=["plan"], responses=REFUSALS)


class PlanShape(BaseModel):
    """A plan with its use. A limit of null is no limit."""

    name: str
    limits: dict[str, bool | int | None]
    use: dict[str, int] = Field(description="By the names of the limits that count something.")


@router.get("", response_model=PlanShape)
def show(caller: ApiAdministrator) -> Response:
    """Read the plan and its use."""
    with caller.reading() as session:
        found = plan_use(session, caller.actor.workspace_id)
    return json_answer(PlanShape(name=found.plan.name, limits=found.plan.limits(), use=found.use))
