"""One field of a record, edited where it stands; without scripts on a small page of its own."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import not_found, require_in_use
from stepmark.commands.inline_records import update_with_links
from stepmark.domain.rights import require
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.record_pages import Details
from stepmark.web.caller import Caller, Salesperson, Viewer
from stepmark.web.deal_parts import checklist_context
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form
from stepmark.web.record_clashes import clash_labels, clashes_of
from stepmark.web.record_forms import input_options
from stepmark.web.record_parts import details_for
from stepmark.web.record_paths import RECORD, KindInPath
from stepmark.web.record_submissions import submitted, without_unchanged
from stepmark.web.render import fragment, page, see_other

router = APIRouter()
FIELD = RECORD + "/fields/{key}"
_MENDABLE = ("invalid", "broken-reference", "conflict")


@router.get(FIELD)
def show(caller: Viewer, kind: KindInPath, record_id: int, key: str) -> Response:
    """The value for reading, as after giving up an edit."""
    details, field = _field(caller, kind, record_id, key)
    if not caller.is_htmx:
        return see_other(details.url)
    return fragment(caller, "records/_detail.html", details=details, field=field)


@router.get(FIELD + "/edit")
def edit(caller: Salesperson, kind: KindInPath, record_id: int, key: str) -> Response:
    """The form of this one field."""
    details, field = _field_to_edit(caller, kind, record_id, key)
    return _form(caller, details, field, details.values[key])


@router.api_route(FIELD, methods=["PATCH", "POST"])
def update(caller: Salesperson, kind: KindInPath, record_id: int, key: str, form: Form) -> Response:
    """The new value, with all that follows from it; or the form again."""
    details, field = _field_to_edit(caller, kind, record_id, key)
    raw = submitted(caller, form, [field])
    version = int_of_form(form, "version")
    try:
        caller.run(update_with_links, kind, record_id, without_unchanged(caller, raw, details.values), version=version)
    except Problem as problem:
        if problem.type not in _MENDABLE:
            raise
        return _again(caller, kind, record_id, key, raw.get(key), problem)
    return _changed(caller, kind, record_id, key)


def _changed(caller: Caller, kind: Kind, record_id: int, key: str) -> Response:
    details, field = _field(caller, kind, record_id, key)
    if not caller.is_htmx:
        return see_other(details.url, _("Saved."), undo=caller.undo)
    # On a deal's page the change may have ticked or reopened a step.
    checklist = {"may_edit": True, **checklist_context(caller, record_id)} if kind.has_stages else {}
    said = _("Saved.") if caller.undo else ""
    return fragment(caller, "records/field_changed.html", details=details, field=field, toast_text=said, **checklist)


def _again(caller: Caller, kind: Kind, record_id: int, key: str, raw: Any, problem: Problem) -> Response:
    details, field = _field_to_edit(caller, kind, record_id, key)
    error = field_errors(problem).get(key, problem.detail)
    clashes = clashes_of(problem, details.fields)
    with caller.reading() as session:
        labels = clash_labels(session, caller, clashes)
    return _form(caller, details, field, raw, problem.status, error=error, clashes=clashes, labels=labels)


def _form(
    caller: Caller, details: Details, field: Field, value: Any, status: int = 200, error: Text = "", **clash: Any
) -> Response:
    with caller.reading() as session:
        options = input_options(session, caller.actor, [field], {field.key: value})
    context: dict[str, Any] = {"details": details, "field": field, "value": value, "options": options, "error": error}
    context["version"] = details.record.version
    if caller.is_htmx:
        return fragment(caller, "records/_field_form.html", status, **context, **clash)
    return page(caller, "records/field.html", status, nav=details.kind.plural, **context, **clash)


def _field(caller: Caller, kind: Kind, record_id: int, key: str) -> tuple[Details, Field]:
    with caller.reading() as session:
        details = details_for(session, caller, kind, record_id)
    if key not in details.fields:
        raise not_found()
    return details, details.fields[key]


def _field_to_edit(caller: Caller, kind: Kind, record_id: int, key: str) -> tuple[Details, Field]:
    details, field = _field(caller, kind, record_id, key)
    require_in_use(details.record)
    require(details.editable)
    if not field.by_hand:
        raise not_found()
    return details, field
