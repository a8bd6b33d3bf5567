"""Whom one may mention, while one types their name after an @."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.queries.mentions import offered_names
from stepmark.web.caller import Viewer
from stepmark.web.render import fragment

router = APIRouter()


@router.get("/mentions")
def index(caller: Viewer, q: str = "") -> Response:
    """The names that begin so."""
    with caller.reading() as session:
        names = offered_names(session, q.strip()[:100])
    return fragment(caller, "notes/_mentions.html", names=names)
