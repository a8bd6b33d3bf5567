"""The lists of companies and contacts, and those of deals and tasks as tables."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, TASK
from stepmark.queries.list_scope import scope_of
from stepmark.queries.list_totals import totals_of
from stepmark.queries.views import views_of
from stepmark.web.caller import Viewer
from stepmark.web.list_addresses import address_in
from stepmark.web.record_paths import RECORDS, KindInPath
from stepmark.web.record_tables import table_page
from stepmark.web.render import fragment

router = APIRouter()


@router.get("/companies")
def companies(caller: Viewer) -> Response:
    """All companies."""
    return table_page(caller, COMPANY)


@router.get("/contacts")
def contacts(caller: Viewer) -> Response:
    """All contacts."""
    return table_page(caller, CONTACT)


@router.get("/deals/list")
def deals(caller: Viewer) -> Response:
    """The deals as a table, the open ones unless asked otherwise."""
    return table_page(caller, DEAL)


@router.get("/tasks/list")
def tasks(caller: Viewer) -> Response:
    """The tasks of everybody as a table, the open ones unless asked otherwise."""
    return table_page(caller, TASK)


@router.get(RECORDS + "/totals")
def totals(caller: Viewer, kind: KindInPath) -> Response:
    """Count and sums of a list that was too long to be counted before its page was shown."""
    with caller.reading() as session:
        address = address_in(kind, caller.request.query_params, views_of(session, caller.actor, kind))
        scope = scope_of(session, caller.actor, kind, address.asked)
        found = totals_of(session, scope)
        return fragment(caller, "records/_totals.html", totals=found, columns=scope.columns, to=address)
