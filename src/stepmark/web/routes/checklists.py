"""A deal's checklist as others change it: the fragment that a page asks for again, and the stream that says when."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from stepmark.commands.access import not_found
from stepmark.platform.live import Message
from stepmark.queries.deal_pages import newest_event, seen_checklist
from stepmark.queries.rights import editable
from stepmark.web.caller import Caller, Viewer
from stepmark.web.deal_parts import checklist_shown
from stepmark.web.live_streams import changes_of
from stepmark.web.record_paths import SALE

router = APIRouter()


@router.get(SALE + "/checklist")
def show(caller: Viewer, deal_id: int) -> Response:
    """The checklist alone."""
    with caller.reading() as session:
        seen = seen_checklist(session, caller.actor, deal_id)
        may_edit = seen is not None and editable(session, caller.actor, seen.checklist.deal)
    return checklist_shown(caller, deal_id, may_edit=may_edit)


def watching(caller: Viewer, deal_id: int) -> Caller:
    """Who may watch a deal; asked before the answer begins, as a stream can't change its mind."""
    with caller.reading() as session:
        if seen_checklist(session, caller.actor, deal_id) is None:
            raise not_found()
    return caller


@router.get(SALE + "/stream", response_class=EventSourceResponse)
async def stream(caller: Annotated[Caller, Depends(watching)], deal_id: int) -> AsyncIterator[ServerSentEvent]:
    """Every change of the deal."""
    async with aclosing(changes_of(caller, ("deal", deal_id), standing=partial(_standing, caller, deal_id))) as changes:
        async for change in changes:
            yield change


def _standing(caller: Caller, deal_id: int) -> list[Message]:
    with caller.reading() as session:
        return [Message(caller.actor.workspace_id, "deal", deal_id, newest_event(session, deal_id))]
