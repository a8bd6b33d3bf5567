"""Older events of a record's timeline."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import not_found
from stepmark.platform.i18n import _
from stepmark.queries.timelines import timeline_of
from stepmark.web.caller import Viewer
from stepmark.web.record_parts import details_for
from stepmark.web.render import fragment, page

router = APIRouter()


@router.get("/history/{kind_name}/{record_id:id}")
def show(caller: Viewer, kind_name: str, record_id: int, before: int | None = None) -> Response:
    """The events before this one; without scripts on a page of their own."""
    if kind_name not in KINDS:
        raise not_found()
    kind = KINDS[kind_name]
    with caller.reading() as session:
        details = details_for(session, caller, kind, record_id)
        timeline = timeline_of(session, caller.actor, kind.name, record_id, before=before)
    if caller.is_htmx:
        return fragment(caller, "history/_events.html", timeline=timeline)
    context: dict[str, Any] = {
        "timeline": timeline,
        "details": details,
        "title": _("Timeline"),
        "panel": "history/_timeline.html",
    }
    return page(caller, "records/panel.html", nav=kind.plural, **context)
