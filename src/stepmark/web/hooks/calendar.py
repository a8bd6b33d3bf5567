"""A member's tasks for their calendar program, under an address that nobody can guess."""

import hashlib
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.access import not_found
from stepmark.commands.presence import feed_used
from stepmark.platform.clock import now
from stepmark.platform.i18n import speaking
from stepmark.platform.ids import signature
from stepmark.queries.calendar_feeds import Reader, reader_of, tasks_for
from stepmark.web.calendar_text import Home, calendar_text
from stepmark.web.caller import Public, Visitor
from stepmark.web.sign_in import address_of

router = APIRouter()
_USED_EVERY = timedelta(hours=1)
_HEADERS = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex, nofollow"}


@router.get("/hooks/calendar/{token}.ics", include_in_schema=False)
def show(visitor: Public, token: str) -> Response:
    """The tasks as iCalendar; 304 where the program has them already."""
    visitor.request.app.state.throttle.count_feed(address_of(visitor), token)
    with visitor.database.reading(None) as session:
        reader = reader_of(session, token)
    if reader is None:
        raise not_found()
    body = _body(visitor, reader)
    _note_use(visitor, reader)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**_HEADERS, "ETag": etag}
    if etag in _known(visitor):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="stepmark.ics"'
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


def _body(visitor: Visitor, reader: Reader) -> bytes:
    actor = reader.actor
    url = str(visitor.request.base_url).rstrip("/")
    domain = f"{actor.workspace_id}.{signature(visitor.settings.signing_key, 'calendar')[:16]}.stepmark"
    reading = visitor.database.reading(actor.workspace_id, access=actor.access)
    with speaking(actor.locale, actor.time_zone), reading as session:
        rows = tasks_for(session, actor)
        return calendar_text(f"{reader.workspace_name}: {actor.name}", rows, Home(url, domain))


def _note_use(visitor: Visitor, reader: Reader) -> None:
    used_at = reader.feed.used_at
    if used_at is None or used_at < now() - _USED_EVERY:
        visitor.edge.run_as_system(lambda session: feed_used(session, reader.feed.id))


def _known(visitor: Visitor) -> set[str]:
    given = visitor.request.headers.get("If-None-Match", "")
    return {tag.strip().removeprefix("W/") for tag in given.split(",")}
