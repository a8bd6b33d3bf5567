"""Where one lands."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.domain.people import Role
from stepmark.web.caller import Viewer
from stepmark.web.render import see_other

router = APIRouter()


@router.get("/")
def show(caller: Viewer) -> Response:
    """Whoever sells begins with their day, whoever administers or looks on with the board."""
    sells = caller.actor.role in (Role.SALESPERSON, Role.MANAGER)
    return see_other("/today" if sells else "/deals")
