"""The dialog that asks for exactly what a refused tick lacks, and saves both in one go."""

from typing import Any

from fastapi.responses import Response
from starlette.datastructures import FormData

from stepmark.catalogue.kinds import kind_of_record
from stepmark.commands.access import not_found
from stepmark.commands.files import add_loose_file
from stepmark.platform.errors import Problem
from stepmark.queries.checklist import field_key
from stepmark.queries.deal_pages import seen_checklist
from stepmark.queries.fields import by_hand, fields_of
from stepmark.web.caller import Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import text_of_form
from stepmark.web.questions import asked, place_of
from stepmark.web.record_forms import input_options
from stepmark.web.uploads import uploads_in


def value_of(caller: Caller, form: FormData) -> Any:
    """The bound field's value that the dialog sends: one text, several, money with its currency, or a file's id."""
    if uploads := uploads_in(caller, form, "value__upload"):
        return str(caller.run(add_loose_file, uploads[0]))
    values = [value for value in form.getlist("value") if isinstance(value, str)]
    if "value__several" in form:
        return [value for value in values if value.strip()]
    if "value_currency" in form and values and values[0].strip():
        return {"amount": values[0], "currency": text_of_form(form, "value_currency")}
    return values[0] if values else None


def ask_for_what_is_missing(
    caller: Caller, deal_id: int, step_id: int, problem: Problem, form: FormData, value: Any
) -> Response:
    """Show the step's missing note or field; without htmx as a page of its own."""
    with caller.reading() as session:
        seen = seen_checklist(session, caller.actor, deal_id)
        step = seen.checklist.step(step_id) if seen else None
        if seen is None or step is None:
            raise not_found()
        wanted = field_key(step.bound.binding) if step.bound and not step.bound.filled else ""
        kind = kind_of_record(seen.checklist.deal)
        fields = by_hand(fields_of(session, kind).values())
        field = next((each for each in fields if each.key == wanted), None)
        options = input_options(session, caller.actor, [field] if field else [], {field.key: value} if field else None)
    was_asked = "asked" in form
    context = {
        "deal": seen.checklist.deal,
        "step": step,
        "field": field,
        "who_may": caller.actor.access.who_may_edit(kind.name, wanted) if wanted and field is None else "",
        "options": options,
        "note": text_of_form(form, "note"),
        "value": value,
        # The first answer is a question, not a reproach: errors are shown once something was sent.
        "errors": _errors(problem, field.key if field else "") if was_asked else {},
    }
    place = place_of(seen.checklist.deal)
    return asked(caller, place, "deals/_ask.html", step.step.name, problem.status, **context)


def _errors(problem: Problem, key: str) -> dict[str, Any]:
    return {"value" if name == key else name: text for name, text in field_errors(problem).items()}
