"""Where one lands."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.web.caller import Viewer
from stepmark.web.render import see_other

router = APIRouter()


@router.get("/")
def show(_caller: Viewer) -> Response:
    """The board is where salespeople work."""
    return see_other("/deals")
