"""The page of one deal."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.access import not_found
from stepmark.queries.deal_pages import deal_head, seen_checklist
from stepmark.queries.files import files_of
from stepmark.queries.notes import notes_of
from stepmark.queries.record_pages import details_of
from stepmark.queries.task_lists import tasks_of
from stepmark.queries.timelines import timeline_of
from stepmark.web.caller import Caller, Viewer
from stepmark.web.render import fragment, page

router = APIRouter()


@router.get("/deals/{deal_id:id}")
def show(caller: Viewer, deal_id: int) -> Response:
    """Everything about a deal: where it stands, its checklist, fields, tasks, notes, files and timeline."""
    return page(caller, "deals/show.html", nav="deals", **_context(caller, deal_id))


@router.get("/deals/{deal_id:id}/around")
def around(caller: Viewer, deal_id: int) -> Response:
    """What stands around the checklist, for a page that heard of a change."""
    return fragment(caller, "deals/around.html", **_context(caller, deal_id))


def _context(caller: Caller, deal_id: int) -> dict[str, Any]:
    actor = caller.actor
    with caller.reading() as session:
        seen = seen_checklist(session, actor, deal_id)
        if seen is None:
            raise not_found()
        deal = seen.checklist.deal
        details = details_of(session, actor, deal)
        return {
            "deal": deal,
            "checklist": seen.checklist,
            "version": seen.version,
            "names": deal_head(session, deal),
            "details": details,
            "may_edit": details.editable,
            "kind": DEAL,
            "record_id": deal.id,
            "tasks": tasks_of(session, actor, DEAL, deal.id, editable=details.editable),
            "notes": notes_of(session, actor, DEAL, deal.id),
            "files": files_of(session, actor, DEAL, deal.id),
            "timeline": timeline_of(session, actor, DEAL.name, deal.id),
            "max_upload_mb": caller.settings.max_upload_mb,
        }
