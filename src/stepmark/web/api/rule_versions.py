"""A rule's older versions, bringing one back, and trying the rule out on a record. Administrators only."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from stepmark.automation.rehearsal import rehearse_rule
from stepmark.automation.rules import restore_version
from stepmark.domain.rules import RuleVersion
from stepmark.platform.i18n import speaking
from stepmark.queries.record_shapes import moment
from stepmark.queries.rules import versions_of
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import page_shape
from stepmark.web.api.rules import RuleShape, shown_rule
from stepmark.web.api.runs import RecordRef, reason_of, record_of, trace_of

router = APIRouter(prefix="/api/v1/rules/{rule_id}", tags=["rules"], responses=REFUSALS)


class RuleVersionShape(BaseModel):
    """A rule as it was from then on, until the next version."""

    version: int
    saved_at: str
    saved_by: RowId | None
    content: dict[str, Any] = Field(description="Name, trigger, conditions, actions …, as in a rule.")


class Rehearsal(BaseModel):
    """On which record."""

    model_config = ConfigDict(extra="forbid")

    record_id: RowId


class RehearsalShape(BaseModel):
    """What a run would have come to, and its trace."""

    record: RecordRef
    version: int
    outcome: str
    reason: str | None
    trace: list[dict[str, Any]]


@router.get("/versions", response_model=page_model("RuleVersions", RuleVersionShape))
def index(caller: ApiAdministrator, rule_id: PathId) -> Response:
    """List a rule's versions, all at once, the newest first."""
    with caller.reading() as session:
        shown_rule(session, rule_id)
        return json_answer(page_shape([_shape(each) for each, _who in versions_of(session, rule_id)], None))


@router.post("/versions/{number}/restore", response_model=RuleShape)
def restore(caller: ApiAdministrator, rule_id: PathId, number: PathId) -> Response:
    """Bring an older version's content back, as the newest version."""
    return caller.done(lambda session, _none: shown_rule(session, rule_id), restore_version, rule_id, number)


@router.post("/rehearsals", response_model=RehearsalShape)
def rehearse(caller: ApiAdministrator, rule_id: PathId, body: Rehearsal) -> Response:
    """Try a rule out on a record, on or off: what it would do. Nothing is done or kept."""
    run = caller.run(rehearse_rule, rule_id, body.record_id)
    with speaking(caller.actor.locale, caller.actor.time_zone):
        shape = RehearsalShape(
            record=record_of(run),
            version=run.rule_version,
            outcome=run.outcome,
            reason=reason_of(run),
            trace=trace_of(run),
        )
    return json_answer(shape)


def _shape(each: RuleVersion) -> RuleVersionShape:
    saved_at = moment(each.saved_at) or ""
    return RuleVersionShape(version=each.version, saved_at=saved_at, saved_by=each.saved_by, content=each.content)
