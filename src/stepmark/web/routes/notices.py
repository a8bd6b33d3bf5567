"""What one has been told."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from stepmark.commands.access import not_found
from stepmark.commands.notices import read_notice, read_notices, shown
from stepmark.domain.notes import Notice
from stepmark.platform.clock import now
from stepmark.platform.i18n import _
from stepmark.queries.notices import leads_to, newest_notice, notices_of, unread_count
from stepmark.web.caller import Viewer
from stepmark.web.live_streams import changes_of
from stepmark.web.paths import LARGEST_ID
from stepmark.web.render import fragment, page, see_other

router = APIRouter()
PAGE = 50
# What is older is no news any more.
_NEWS = timedelta(minutes=2)


@router.get("/notices")
def index(caller: Viewer, before: Annotated[int | None, Query(ge=0, le=LARGEST_ID)] = None) -> Response:
    """The newest first."""
    with caller.reading() as session:
        notices = notices_of(session, caller.actor.member_id, before=before, limit=PAGE + 1)
    more = notices[PAGE - 1].id if len(notices) > PAGE else None
    return page(caller, "notices/index.html", notices=notices[:PAGE], more=more, shown=shown, url_of=leads_to)


@router.post("/notices/{notice_id:id}/read")
def create(caller: Viewer, notice_id: int) -> Response:
    """Mark one as read."""
    caller.run(read_notice, notice_id)
    if not caller.is_htmx:
        return see_other("/notices")
    with caller.reading() as session:
        notice = session.get(Notice, notice_id)
        unread = unread_count(session, caller.actor.member_id)
    if notice is None:
        raise not_found()
    return fragment(caller, "notices/read.html", notice=notice, unread=unread, shown=shown, url_of=leads_to)


@router.post("/notices/read")
def create_all(caller: Viewer) -> Response:
    """Mark all as read."""
    caller.run(read_notices)
    return see_other("/notices", _("All notices are read."))


@router.get("/notices/bell")
def show(caller: Viewer) -> Response:
    """The bell with its count, for a page that heard of a new notice; and what that says, if one wants to see it."""
    newest = None
    if caller.identity.told_by:
        with caller.reading() as session:
            newest = newest_notice(session, caller.actor.member_id, now() - _NEWS)
    return fragment(caller, "notices/bell.html", unread=caller.identity.unread, newest=newest, shown=shown)


@router.get("/notices/stream", response_class=EventSourceResponse)
async def stream(caller: Viewer) -> AsyncIterator[ServerSentEvent]:
    """Every change of the caller's notices."""
    async with aclosing(changes_of(caller)) as changes:
        async for change in changes:
            yield change
