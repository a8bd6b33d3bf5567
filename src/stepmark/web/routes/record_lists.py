"""The lists of companies and contacts, and those of deals and tasks as tables."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, TASK
from stepmark.domain.deals import DealStatus
from stepmark.web.caller import Viewer
from stepmark.web.record_tables import table_page

router = APIRouter()


@router.get("/companies")
def companies(caller: Viewer) -> Response:
    """All companies."""
    return table_page(caller, COMPANY, "/companies")


@router.get("/contacts")
def contacts(caller: Viewer) -> Response:
    """All contacts."""
    return table_page(caller, CONTACT, "/contacts")


@router.get("/deals/list")
def deals(caller: Viewer) -> Response:
    """The deals as a table, the open ones unless asked otherwise."""
    return table_page(caller, DEAL, "/deals/list", state=DealStatus.OPEN)


@router.get("/tasks/list")
def tasks(caller: Viewer) -> Response:
    """The tasks of everybody as a table, the open ones unless asked otherwise."""
    return table_page(caller, TASK, "/tasks/list", state="open")
