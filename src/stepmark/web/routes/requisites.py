"""The requisites of companies and contacts: one form for each template."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.requisites import TEMPLATES, fields_of_template
from stepmark.commands.access import not_found
from stepmark.commands.requisites import set_requisites
from stepmark.domain.rights import require
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.requisites import requisites_of
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.record_panels import REQUISITES, panel_changed
from stepmark.web.record_parts import details_for
from stepmark.web.record_paths import CLIENT, KindOfClient

router = APIRouter()
_URL = CLIENT + "/requisites/{template}"


@router.get(_URL + "/edit")
def edit(caller: Salesperson, kind: KindOfClient, client_id: int, template: str) -> Response:
    """The form, filled with what is there."""
    return _form(caller, kind, client_id, template)


@router.put(_URL)
def update(caller: Salesperson, kind: KindOfClient, client_id: int, template: str, form: Form) -> Response:
    """Save what the form shows; what is left empty is emptied."""
    raw = {key: text_of_form(form, key) for key in fields_of_template(template) if key in form}
    if template not in TEMPLATES:
        raise not_found()
    try:
        caller.run(set_requisites, kind, client_id, {template: raw}, version=int_of_form(form, "version"))
    except Problem as problem:
        if problem.type not in ("invalid", "conflict"):
            raise
        return _form(caller, kind, client_id, template, problem, raw)
    return panel_changed(caller, REQUISITES, kind, client_id, _("Saved."))


def _form(
    caller: Caller,
    kind: KindOfClient,
    client_id: int,
    template: str,
    problem: Problem | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    if template not in TEMPLATES:
        raise not_found()
    with caller.reading() as session:
        details = details_for(session, caller, kind, client_id)
        values = dict(requisites_of(session, kind.name, client_id).get(template, {}))
    require(details.editable)
    title = _("Requisites: %(template)s", template=TEMPLATES[template])
    context: dict[str, Any] = {"details": details, "template": template, "fields": fields_of_template(template)}
    context |= {"values": values | (given or {}), "is_wide": True}
    context["errors"] = field_errors(problem) if problem else {}
    place = Place(kind.plural, details.record.label, details.url)
    return asked(caller, place, "requisites/_form.html", title, problem.status if problem else 200, **context)
