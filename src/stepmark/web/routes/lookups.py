"""What a lookup offers while one types."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import kind_of
from stepmark.commands.inline_records import INLINE
from stepmark.queries.names import named_exactly, suggestions
from stepmark.web.caller import Viewer
from stepmark.web.render import fragment

router = APIRouter()


@router.get("/lookup/{kind_name}")
def index(caller: Viewer, kind_name: str, q: str = "", create: bool = False) -> Response:
    """The options for this text; with `create` one more, which makes a record of this name."""
    kind, text = kind_of(kind_name), q.strip()[:300]
    with caller.reading() as session:
        found = suggestions(session, caller.actor, kind, text)
        is_known = not text or named_exactly(session, caller.actor, kind, text) is not None
    offers_new = create and kind.name in INLINE and caller.actor.can_create and not is_known
    return fragment(caller, "records/_suggestions.html", found=found, text=text, offers_new=offers_new)
