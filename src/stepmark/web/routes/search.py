"""The search: its page, and what its boxes offer while one types."""

import re

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import KINDS
from stepmark.queries.search import MOST_SHOWN
from stepmark.queries.search_context import context_of
from stepmark.queries.search_recent import recent_records
from stepmark.web.caller import Caller, Viewer
from stepmark.web.render import fragment, page
from stepmark.web.search_parts import Hit, hit, results_for

router = APIRouter()

OFFERED = 5
_MOST_RECENT = 8
_PLACE = re.compile(r"([a-z]+)/([1-9][0-9]{0,17})")


@router.get("/search")
def show(caller: Viewer, q: str = "") -> Response:
    """What was found, by kind; without its frame for a page that has one."""
    results = results_for(caller, _typed(q), MOST_SHOWN)
    if caller.is_htmx:
        return fragment(caller, "search/_results.html", results=results)
    return page(caller, "search/show.html", results=results, limit=MOST_SHOWN)


@router.get("/search/options")
def options(caller: Viewer, q: str = "", recent: str = "") -> Response:
    """The first hits of each kind; while nothing is typed, the records whose places `recent` names."""
    text = _typed(q)
    results = results_for(caller, text, OFFERED)
    hits = [] if text else _recent(caller, recent)
    return fragment(caller, "search/_options.html", results=results, recent=hits)


def _typed(q: str) -> str:
    return q.strip()[:300]


def _recent(caller: Caller, places: str) -> list[Hit]:
    by_plural = {kind.plural: kind for kind in KINDS.values()}
    named = [(by_plural[name], int(number)) for name, number in _PLACE.findall(places[:500]) if name in by_plural]
    with caller.reading() as session:
        records = recent_records(session, caller.actor, named[:_MOST_RECENT])
        context = context_of(session, caller.actor, [(kind, [record]) for kind, record in records])
        return [hit(kind, record, context) for kind, record in records]
