"""Help on the page that one is on, and the tour for those who are new."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.tour import end_tour, offer_tour
from stepmark.platform.i18n import _
from stepmark.web.caller import Viewer
from stepmark.web.help import HELP, topic_of
from stepmark.web.questions import Place, asked
from stepmark.web.render import see_other
from stepmark.web.undoing import page_before

router = APIRouter()


@router.get("/help/{topic}")
def show(caller: Viewer, topic: str) -> Response:
    """A few sentences on a page, and the keys."""
    help = HELP[topic_of(topic)]
    place = Place("", _("Back"), page_before(caller).url)
    return asked(caller, place, "help/_topic.html", help.title, help=help)


@router.post("/tour")
def create(caller: Viewer) -> Response:
    """Offer the tour again, on the page of deals, where all its stops are."""
    caller.run(offer_tour)
    return see_other("/deals")


@router.delete("/tour")
def delete(caller: Viewer) -> Response:
    """The member has seen the tour, or does not want it."""
    caller.run(end_tour)
    return Response() if caller.is_htmx else see_other(page_before(caller).url)
