"""A periodic rule's days: what each came to, and one that is done now because somebody asks for it."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.platform.i18n import _
from stepmark.queries.sweeps import sweeps_of
from stepmark.web.caller import Administrator
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.render import fragment, see_other
from stepmark.web.rules.showing import SHOWN_DAYS, rule_or_404
from stepmark.web.rules.sweeps import DayAsked, begun, carried_on, day_asked

router = APIRouter()


@router.get("/rules/{periodic_id:id}/sweeps/new")
def new(caller: Administrator, periodic_id: int) -> Response:
    """Which day? Today, unless another is asked for."""
    return _question(caller, day_asked(caller, periodic_id, caller.request.query_params.get("day")))


@router.post("/rules/{periodic_id:id}/sweeps")
def create(caller: Administrator, periodic_id: int, form: Form) -> Response:
    """Begin a day, once it has been said how many records that is about."""
    wanted = day_asked(caller, periodic_id, text_of_form(form, "day"))
    has_been_told = text_of_form(form, "counted") == wanted.text and text_of_form(form, "do") != "count"
    if wanted.errors or not wanted.can_begin or not has_been_told:
        return _question(caller, wanted)
    if begun(caller, wanted) is None:
        return _question(caller, day_asked(caller, periodic_id, wanted.text))
    return see_other(f"/rules/{periodic_id}#sweeps", _("The day has begun."))


@router.get("/rules/{periodic_id:id}/sweeps")
def index(caller: Administrator, periodic_id: int) -> Response:
    """How far its days have come."""
    with caller.reading() as session:
        rule = rule_or_404(session, periodic_id)
        sweeps = sweeps_of(session, periodic_id, SHOWN_DAYS)
    if not caller.is_htmx:
        return see_other(f"/rules/{periodic_id}#sweeps")
    return fragment(caller, "rules/_sweeps.html", rule=rule, sweeps=sweeps)


@router.post("/rules/{periodic_id:id}/sweeps/chunks")
def carry_on(caller: Administrator, periodic_id: int) -> Response:
    """Carry on for a moment what is under way."""
    carried_on(caller, periodic_id)
    return index(caller, periodic_id)


def _question(caller: Administrator, wanted: DayAsked) -> Response:
    place = Place("rules", wanted.rule.name, f"/rules/{wanted.rule.id}")
    status = 422 if wanted.errors else 200
    return asked(
        caller,
        place,
        "rules/_day.html",
        _("Run for a day"),
        status,
        wanted=wanted,
        rule=wanted.rule,
        errors=wanted.errors,
    )
