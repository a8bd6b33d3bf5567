"""What came in through a webhook, word for word. Administrators only."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from stepmark.automation.trace import shown_text
from stepmark.commands.access import not_found
from stepmark.domain.incoming_webhooks import IncomingCall
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.incoming_webhooks import call_of, calls_of, incoming_webhook
from stepmark.queries.record_shapes import moment
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import After, Limit, cut_page, id_after

router = APIRouter(
    prefix="/api/v1/incoming-webhooks/{incoming_webhook_id}/calls", tags=["incoming webhooks"], responses=REFUSALS
)


class IncomingCallShape(BaseModel):
    """One call."""

    id: RowId
    at: str
    outcome: str = Field(description="created, changed, ignored, barred (on the exceptions list) or refused.")
    reason: str | None = Field(description="Why it was ignored or refused.")
    kind: str
    record_id: RowId | None = Field(description="What was made or changed.")
    body: str | None = Field(description="What came in, as JSON; null in lists.")


@router.get("", response_model=page_model("IncomingCalls", IncomingCallShape), name="incoming_calls")
def index(caller: ApiAdministrator, incoming_webhook_id: PathId, limit: Limit = 50, after: After = "") -> Response:
    """List what came in, the newest first."""
    before = id_after(after) or None
    with caller.reading() as session:
        if incoming_webhook(session, incoming_webhook_id) is None:
            raise not_found()
        found = calls_of(session, incoming_webhook_id, before=before, limit=limit + 1)
    return json_answer(cut_page(found, limit, lambda each: _shape(each, None)))


@router.get("/{call_id}", response_model=IncomingCallShape)
def show(caller: ApiAdministrator, incoming_webhook_id: PathId, call_id: PathId) -> Response:
    """Read one with all that it brought."""
    return caller.answer(lambda session: _shown(session, incoming_webhook_id, call_id))


def _shown(session: ScopedSession, webhook_id: int, call_id: int) -> IncomingCallShape:
    found = call_of(session, webhook_id, call_id)
    if found is None or incoming_webhook(session, webhook_id) is None:
        raise not_found()
    return _shape(found, found.body)


def _shape(each: IncomingCall, body: str | None) -> IncomingCallShape:
    names = ("id", "outcome", "kind", "record_id")
    reason = str(shown_text(each.reason)) if each.reason else None
    return IncomingCallShape(
        **{name: getattr(each, name) for name in names}, at=moment(each.at) or "", reason=reason, body=body
    )
