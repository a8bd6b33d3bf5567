"""The search of the top bar."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.queries.search import search
from stepmark.web.caller import Viewer
from stepmark.web.render import page

router = APIRouter()


@router.get("/search")
def show(caller: Viewer, q: str = "") -> Response:
    """What was found, by kind."""
    text = q.strip()[:300]
    with caller.reading() as session:
        answer = search(session, caller.actor, text)
    return page(caller, "search/show.html", found=answer.found, text=text)
