"""One's own calendar feed: its address is shown once, when it is made."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.calendar_feeds import end_feed, make_feed
from stepmark.platform.i18n import _
from stepmark.web.caller import Viewer
from stepmark.web.render import page, see_other

router = APIRouter()
FEED = "/profile/calendar-feed"


@router.post(FEED)
def create(caller: Viewer) -> Response:
    """A new address; the one before ends."""
    token = caller.run(make_feed)
    url = str(caller.request.base_url.replace(path=f"/hooks/calendar/{token}.ics"))
    return page(caller, "profile/calendar_feed.html", url=url)


@router.delete(FEED)
def delete(caller: Viewer) -> Response:
    """End it."""
    caller.run(end_feed)
    return see_other("/profile", _("The calendar's address is ended."))
