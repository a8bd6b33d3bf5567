"""The checklist of a deal as part of an answer: after a tick, a finished task, a changed field, a move."""

from typing import Any

from fastapi.responses import HTMLResponse, Response

from stepmark.commands.access import not_found
from stepmark.domain.deals import Sale
from stepmark.platform.i18n import Text
from stepmark.queries.deal_pages import seen_checklist
from stepmark.web.caller import Caller
from stepmark.web.record_paths import path_of
from stepmark.web.render import fragment, see_other


def checklist_context(caller: Caller, deal_id: int) -> dict[str, Any]:
    """What `deals/_checklist.html` needs, read afresh; `not-found` if the caller does not see the deal."""
    with caller.reading() as session:
        seen = seen_checklist(session, caller.actor, deal_id)
        if seen is None:
            raise not_found()
        return {"checklist": seen.checklist, "version": seen.version, "deal": seen.checklist.deal}


def checklist_changed(caller: Caller, deal_id: int, toast: Text = "") -> Response:
    """After the caller changed the checklist: the new one, which closes any dialog; without htmx, the deal's page."""
    if not caller.is_htmx:
        with caller.reading() as session:
            url = path_of(session.get_one(Sale, deal_id))
        return see_other(url, toast, undo=caller.undo)
    return fragment(caller, "deals/ticked.html", toast_text=toast, may_edit=True, **checklist_context(caller, deal_id))


def checklist_shown(caller: Caller, deal_id: int, *, may_edit: bool) -> HTMLResponse:
    """The checklist as it stands, for a page that heard of a change."""
    return fragment(caller, "deals/_checklist.html", may_edit=may_edit, **checklist_context(caller, deal_id))
