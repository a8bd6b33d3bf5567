"""The lists of all kinds of records, as tables. Some kinds have another page before theirs, such as the board."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.queries.list_scope import scope_of
from stepmark.queries.list_totals import totals_of
from stepmark.queries.views import views_of
from stepmark.web.caller import Viewer
from stepmark.web.list_addresses import address_in
from stepmark.web.record_paths import LIST, LIST_BEHIND_FRONT, RECORDS, KindInPath
from stepmark.web.record_tables import table_page
from stepmark.web.render import fragment

router = APIRouter()


@router.get(LIST)
@router.get(LIST_BEHIND_FRONT)
def index(caller: Viewer, kind: KindInPath) -> Response:
    """All records of a kind, or what is usual among them."""
    return table_page(caller, kind)


@router.get(RECORDS + "/totals")
def totals(caller: Viewer, kind: KindInPath) -> Response:
    """Count and sums of a list that was too long to be counted before its page was shown."""
    with caller.reading() as session:
        address = address_in(kind, caller.request.query_params, views_of(session, caller.actor, kind))
        scope = scope_of(session, caller.actor, kind, address.asked)
        found = totals_of(session, scope)
        return fragment(caller, "records/_totals.html", totals=found, columns=scope.columns, to=address)
