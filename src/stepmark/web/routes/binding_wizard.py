"""A new automation in two steps: which field, then its effect."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.platform.i18n import Text, _, speaking
from stepmark.queries.binding_choices import FieldChoice
from stepmark.web.binding_parts import Draft, choices_context
from stepmark.web.caller import Administrator, Caller
from stepmark.web.render import fragment, page

router = APIRouter()


@router.get("/bindings/new")
def new(caller: Administrator, kind: str = "deal", name: str = "", field: str = "") -> Response:
    """The first step: a name and a field of what goes through a process, a deal or a lead."""
    return choose_field(caller, Draft(kind, name, field))


@router.get("/bindings/new/effect")
def effect(
    caller: Administrator, kind: str = "deal", name: str = "", field: str = "", process_id: str = ""
) -> Response:
    """The second step: a process and one of its steps."""
    return choose_effect(caller, Draft(kind, name, field, _id(process_id)))


@router.get("/bindings/steps")
def steps(caller: Administrator, kind: str = "deal", process_id: str = "", binding_id: str = "") -> Response:
    """The steps of another process, for a form that is open."""
    with caller.reading() as session:
        context = choices_context(session, Draft(kind, process_id=_id(process_id)), _id(binding_id))
    return fragment(caller, "bindings/_steps.html", errors={}, **context)


def choose_field(caller: Caller, draft: Draft, errors: dict[str, Text] | None = None, status: int = 200) -> Response:
    """The form of the first step."""
    with caller.reading() as session:
        context = choices_context(session, draft)
    return page(caller, "bindings/new.html", status, nav="bindings", errors=errors or {}, **context)


def choose_effect(caller: Caller, draft: Draft, errors: dict[str, Text] | None = None, status: int = 200) -> Response:
    """The form of the second step; the first one again if its field is missing or taken."""
    with caller.reading() as session:
        context = choices_context(session, draft)
    chosen: FieldChoice | None = next((each for each in context["fields"] if each.value == draft.field), None)
    if chosen is None:
        return choose_field(caller, draft, {"field": _("Choose a field.")}, 422)
    if chosen.used_in is not None:
        with speaking(caller.actor.locale):
            text = _("“%(side)s” is used in “%(binding)s” already.", side=chosen.label, binding=chosen.used_in.name)
        return choose_field(caller, draft, {"field": text}, 422)
    return page(caller, "bindings/effect.html", status, nav="bindings", chosen=chosen, errors=errors or {}, **context)


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
