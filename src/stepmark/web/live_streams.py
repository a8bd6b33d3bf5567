"""Server-sent events: what an open page hears of changes to what it shows. A stream holds no database session."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterable

from fastapi.sse import ServerSentEvent
from starlette.concurrency import run_in_threadpool

from stepmark.platform.live import Message
from stepmark.web.caller import Caller, NotSignedIn, signed_in

# A stream ends by itself, and the browser opens it anew.
LASTS_SECONDS = 600.0
BEAT_SECONDS = 10.0


async def changes_of(
    caller: Caller, *watched: tuple[str, int], standing: Callable[[], Iterable[Message]] = tuple
) -> AsyncGenerator[ServerSentEvent, None]:
    """{kind, id, version} at every change of things (kind, id) that the caller may watch, until their sign-in ends.

    It begins with how things stand, as `standing` reads it: a page may be older than what it did not hear. Every stream
    tells of the caller's notices besides, so that a page needs one stream only.
    """
    changes: asyncio.Queue[Message] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def hear(change: Message) -> None:
        loop.call_soon_threadsafe(changes.put_nowait, change)

    things = [*watched, ("notices", caller.actor.member_id or 0)]
    unwatch = [caller.hub.watch(caller.actor.workspace_id, *thing, hear) for thing in things]
    try:
        for each in await run_in_threadpool(_standing, caller, standing):
            yield _told(each)
        ends = time.monotonic() + LASTS_SECONDS
        while time.monotonic() < ends:
            change = await _next(changes)
            if caller.hub.is_closing or not await run_in_threadpool(_is_signed_in, caller):
                return
            if change:
                yield _told(change)
    finally:
        for end in unwatch:
            end()


def _standing(caller: Caller, standing: Callable[[], Iterable[Message]]) -> list[Message]:
    try:
        unread = signed_in(caller.request).identity.unread
    except NotSignedIn:
        return []
    return [*standing(), Message(caller.actor.workspace_id, "notices", caller.actor.member_id or 0, unread)]


def _told(change: Message) -> ServerSentEvent:
    return ServerSentEvent(data={"kind": change.kind, "id": change.record_id, "version": change.version})


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
