"""What one has been told."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.notices import read_notice, read_notices, shown
from stepmark.domain.notes import Notice
from stepmark.platform.i18n import _
from stepmark.queries.notices import notices_of
from stepmark.web.caller import Viewer
from stepmark.web.paths import LARGEST_ID
from stepmark.web.render import page, see_other

router = APIRouter()
PAGE = 50


@router.get("/notices")
def index(caller: Viewer, before: Annotated[int | None, Query(le=LARGEST_ID)] = None) -> Response:
    """The newest first."""
    with caller.reading() as session:
        notices = notices_of(session, caller.actor.member_id, before=before, limit=PAGE + 1)
    more = notices[PAGE - 1].id if len(notices) > PAGE else None
    return page(caller, "notices/index.html", notices=notices[:PAGE], more=more, shown=shown, url_of=_url)


@router.post("/notices/{notice_id:id}/read")
def create(caller: Viewer, notice_id: int) -> Response:
    """Mark one as read."""
    caller.run(read_notice, notice_id)
    return see_other("/notices")


@router.post("/notices/read")
def create_all(caller: Viewer) -> Response:
    """Mark all as read."""
    caller.run(read_notices)
    return see_other("/notices", _("All notices are read."))


def _url(notice: Notice) -> str | None:
    kind = KINDS.get(notice.kind or "")
    return f"/{kind.plural}/{notice.record_id}" if kind and notice.record_id else None
