"""A document about a record, made of a template."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.document_templates import ABOUT, document_about
from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import not_found
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.documents import document_templates
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.record_parts import details_for
from stepmark.web.record_paths import RECORD, KindInPath
from stepmark.web.render import see_other

router = APIRouter()


@router.get(RECORD + "/documents/new")
def new(caller: Salesperson, kind: KindInPath, record_id: int) -> Response:
    """The templates to choose from."""
    return _form(caller, kind, record_id, {})


@router.post(RECORD + "/documents")
def create(caller: Salesperson, kind: KindInPath, record_id: int, form: Form) -> Response:
    """The document, on its own page."""
    template_id, title = int_of_form(form, "template_id"), text_of_form(form, "title")
    if template_id is None:
        return _form(caller, kind, record_id, {"template_id": _("Choose a template.")}, title, 422)
    try:
        document_id = caller.run(document_about, kind, record_id, template_id, {"title": title})
    except Problem as problem:
        if problem.type != "invalid":
            raise
        return _form(caller, kind, record_id, field_errors(problem), title, problem.status)
    return see_other(f"/documents/{document_id}", _("The document is made."), undo=caller.undo)


def _form(
    caller: Caller, kind: Kind, record_id: int, errors: dict[str, Text], title: str = "", status: int = 200
) -> Response:
    if kind not in ABOUT:
        raise not_found()
    with caller.reading() as session:
        details = details_for(session, caller, kind, record_id)
        templates = [(each.id, each.name) for each in document_templates(session, kind.name)]
    place = Place(kind.plural, details.record.label, details.url)
    context = {"details": details, "templates": templates, "given_title": title, "errors": errors}
    return asked(caller, place, "documents/_from_template.html", _("Document from a template"), status, **context)
