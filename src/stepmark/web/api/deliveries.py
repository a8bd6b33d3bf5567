"""What was sent to the outside and what is to be, each with its tries. Administrators only."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from stepmark.automation.deliveries import send_again
from stepmark.automation.trace import shown_text
from stepmark.commands.access import not_found
from stepmark.domain.deliveries import Delivery, DeliveryAttempt
from stepmark.queries.deliveries import DeliveryFilter, attempts_of, deliveries_page, delivery_row
from stepmark.queries.record_shapes import moment
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import After, Limit, id_after, page_shape

router = APIRouter(prefix="/api/v1/deliveries", tags=["deliveries"], responses=REFUSALS)
_State = Annotated[Literal["waiting", "sent", "failed"] | None, Query(description="How it stands.")]
_Channel = Annotated[str, Query(max_length=20, description="Such as webhook.")]
_Run = Annotated[RowId | None, Query(description="Only what this run has sent.")]


class AttemptShape(BaseModel):
    """One try: when, how long it took, what was answered, and why it failed if it did."""

    at: str
    took_ms: int
    answer: dict[str, Any]
    reason: str | None


class DeliveryShape(BaseModel):
    """One thing to be sent. `key` is the same at every try."""

    id: RowId
    key: str
    channel: str
    recipient: str
    state: str
    reason: str | None
    kind: str | None
    record_id: RowId | None
    run_id: RowId | None
    rule_id: RowId | None
    content: dict[str, Any]
    attempts: list[AttemptShape] | None = Field(description="The tries; null in lists.")
    created_at: str
    due_at: str | None
    ended_at: str | None


@router.get("", response_model=page_model("Deliveries", DeliveryShape), name="deliveries")
def index(
    caller: ApiAdministrator,
    state: _State = None,
    channel: _Channel = "",
    run_id: _Run = None,
    limit: Limit = 50,
    after: After = "",
) -> Response:
    """List them, the newest first."""
    wanted = DeliveryFilter(state=state or "", channel=channel, run_id=run_id)
    with caller.reading() as session:
        found, last = deliveries_page(session, wanted, before=id_after(after) or None, limit=limit, whole=True)
    return json_answer(page_shape([_shape(each, None) for each in found], last))


@router.get("/{delivery_id}", response_model=DeliveryShape)
def show(caller: ApiAdministrator, delivery_id: PathId) -> Response:
    """Read one with its tries."""
    return caller.answer(lambda session: shown_delivery(session, delivery_id))


@router.post("/{delivery_id}/again", response_model=DeliveryShape)
def repeat(caller: ApiAdministrator, delivery_id: PathId) -> Response:
    """Send it once more under its same key; a run that failed by it goes on."""
    return caller.done(lambda session, _none: shown_delivery(session, delivery_id), send_again, delivery_id)


def shown_delivery(session: Session, delivery_id: int) -> DeliveryShape:
    """One of them as programs read it."""
    found = delivery_row(session, delivery_id)
    if found is None:
        raise not_found()
    return _shape(found, [_attempt(each) for each in attempts_of(session, delivery_id)])


def _shape(each: Delivery, attempts: list[AttemptShape] | None) -> DeliveryShape:
    names = ("id", "key", "channel", "recipient", "state", "kind", "record_id", "run_id", "rule_id", "content")
    return DeliveryShape(
        **{name: getattr(each, name) for name in names},
        reason=_reason(each.reason),
        attempts=attempts,
        created_at=moment(each.created_at) or "",
        due_at=moment(each.due_at),
        ended_at=moment(each.ended_at),
    )


def _attempt(each: DeliveryAttempt) -> AttemptShape:
    at = moment(each.at) or ""
    return AttemptShape(at=at, took_ms=each.took_ms, answer=each.answer, reason=_reason(each.reason))


def _reason(kept: Any) -> str | None:
    return str(shown_text(kept)) or None
