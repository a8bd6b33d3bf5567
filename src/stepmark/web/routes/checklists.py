"""A deal's checklist as others change it: the fragment that a page asks for again, and the stream that says when."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from stepmark.commands.access import not_found
from stepmark.platform.live import Message
from stepmark.queries.deal_pages import seen_checklist
from stepmark.queries.rights import editable
from stepmark.web.caller import Caller, NotSignedIn, Viewer, signed_in
from stepmark.web.deal_parts import checklist_shown

router = APIRouter()
# A stream ends by itself, and the browser opens it anew.
LASTS_SECONDS = 600.0
BEAT_SECONDS = 10.0


@router.get("/deals/{deal_id:id}/checklist")
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


@router.get("/deals/{deal_id:id}/stream", response_class=EventSourceResponse)
async def stream(caller: Annotated[Caller, Depends(watching)], deal_id: int) -> AsyncIterator[ServerSentEvent]:
    """{kind, id, version} at every change of the deal, until the sign-in ends. It holds no database session."""
    changes: asyncio.Queue[Message] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def hear(change: Message) -> None:
        loop.call_soon_threadsafe(changes.put_nowait, change)

    unwatch = caller.hub.watch(caller.actor.workspace_id, "deal", deal_id, hear)
    try:
        ends = time.monotonic() + LASTS_SECONDS
        while time.monotonic() < ends:
            change = await _next(changes)
            if caller.hub.is_closing or not await run_in_threadpool(_is_signed_in, caller):
                return
            if change:
                yield ServerSentEvent(data={"kind": change.kind, "id": change.record_id, "version": change.version})
    finally:
        unwatch()


async def _next(changes: "asyncio.Queue[Message]") -> Message | None:
    try:
        return await asyncio.wait_for(changes.get(), BEAT_SECONDS)
    except TimeoutError:
        return None


def _is_signed_in(caller: Caller) -> bool:
    try:
        signed_in(caller.request)
    except NotSignedIn:
        return False
    return True
