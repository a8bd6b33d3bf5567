"""How a text with placeholders looks, while it is being written."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import kind_of
from stepmark.web.caller import Salesperson
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.placeholder_menu import preview_of
from stepmark.web.render import fragment

router = APIRouter()


@router.post("/placeholders/preview")
def create(caller: Salesperson, form: Form) -> Response:
    """The `text` for the record of `kind` with `record_id`, else for the newest; each `value` is "name label".

    With a `source` such as "incoming_webhook:7" it reads what came in there last.
    """
    values = dict(each.partition(" ")[::2] for each in form.getlist("value") if isinstance(each, str))
    with caller.reading() as session:
        kind, text = kind_of(text_of_form(form, "kind")), text_of_form(form, "text")
        record_id, source = int_of_form(form, "record_id"), text_of_form(form, "source")
        preview = preview_of(session, caller.actor, kind, text, record_id, values=values, source=source)
        return fragment(caller, "placeholders/_preview.html", preview=preview)
