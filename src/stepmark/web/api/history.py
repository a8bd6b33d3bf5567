"""What happened to a record, newest first."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import not_found
from stepmark.domain.history import History
from stepmark.domain.rights import Actor, require_admin
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.history import history_of, seen_events
from stepmark.queries.record_page import is_seen
from stepmark.queries.record_shapes import moment
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiViewer
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import Limit

router = APIRouter(prefix="/api/v1", tags=["history"], responses=REFUSALS)

KindName = Annotated[str, Query(description="deal, company, contact or task; for administrators also process, …")]
Before = Annotated[RowId | None, Query(description="Only events before this one: what the page before gave as `next`.")]


class ActorShape(BaseModel):
    """Who did it; no id where it was the command line."""

    id: RowId | None
    name: str


class EventShape(BaseModel):
    """One event. `changes` holds [before, after] by field; `cause` has a `kind` and its details."""

    id: RowId
    at: str
    name: str
    kind: str
    record_id: int
    record_label: str
    record_version: int | None
    deal_id: RowId | None
    actor: ActorShape
    changes: dict[str, Any]
    cause: dict[str, Any]


class HistoryPage(BaseModel):
    """Events, newest first."""

    items: list[EventShape]
    next: str | None


@router.get("/history", response_model=HistoryPage, summary="Read what happened to a record")
def index(
    caller: ApiViewer, kind: KindName, id: Annotated[PathId, Query()], before: Before = None, limit: Limit = 50
) -> Response:
    """For a deal, what happened to its tasks, steps and notes is among it, and what rules did elsewhere for it."""
    with caller.reading() as session:
        _require_seen(session, caller.actor, kind, id)
        found = history_of(session, kind, id, before=before, limit=limit + 1)
        last = str(found[limit - 1].id) if len(found) > limit else None
        seen = seen_events(session, caller.actor, kind, found[:limit])
        return json_answer(HistoryPage(items=[_shape(event) for event in seen], next=last))


def _require_seen(session: ScopedSession, actor: Actor, kind: str, record_id: int) -> None:
    if kind not in KINDS:
        require_admin(actor)
    elif not is_seen(session, KINDS[kind], actor, record_id):
        raise not_found()


def _shape(event: History) -> EventShape:
    return EventShape(
        id=event.id,
        at=moment(event.at) or "",
        name=event.name,
        kind=event.kind,
        record_id=event.record_id,
        record_label=event.record_label,
        record_version=event.record_version,
        deal_id=event.deal_id,
        actor=ActorShape(id=event.actor_id, name=event.actor_name),
        changes=event.changes,
        cause=event.cause,
    )
