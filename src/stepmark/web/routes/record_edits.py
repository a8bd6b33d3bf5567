"""The form of all fields of a record. Two people editing at once see both values and choose (I14)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import require_in_use
from stepmark.commands.inline_records import update_with_links
from stepmark.domain.rights import require
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.fields import by_hand
from stepmark.queries.record_pages import Details
from stepmark.web.audience_form import submitted_audience
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.people_form import submitted_people
from stepmark.web.record_clashes import changed_by_others, clash_labels, clashes_of
from stepmark.web.record_parts import details_for, form_context
from stepmark.web.record_paths import RECORD, KindInPath
from stepmark.web.record_submissions import submitted, without_unchanged
from stepmark.web.render import page, see_other

router = APIRouter()
_MENDABLE = ("invalid", "broken-reference", "conflict")


@router.get(RECORD + "/edit")
def edit(caller: Salesperson, kind: KindInPath, record_id: int) -> Response:
    """The form as the record stands."""
    with caller.reading() as session:
        details = _details_to_edit(session, caller, kind, record_id)
        context = form_context(session, caller, kind, details.values, record=details.record)
    version = details.record.version
    return page(caller, "records/edit.html", nav=kind.plural, details=details, version=version, **context)


@router.post(RECORD + "/edit")
def update(caller: Salesperson, kind: KindInPath, record_id: int, form: Form) -> Response:
    """What the user changed, and nothing else; or the form again."""
    with caller.reading() as session:
        details = _details_to_edit(session, caller, kind, record_id)
    raw = submitted(caller, form, by_hand(details.fields.values()))
    kept = {key: value for key, value in raw.items() if text_of_form(form, f"keep__{key}") != "theirs"}
    version = int_of_form(form, "version")
    try:
        people, faults = submitted_people(caller, form, kind, details.record)
        meant = without_unchanged(caller, kept, details.values) | people | submitted_audience(form, details.record)
        caller.run(update_with_links, kind, record_id, meant, faults, version=version)
    except Problem as problem:
        if problem.type not in _MENDABLE:
            raise
        return _again(caller, details, raw, form, problem)
    return see_other(details.url, _("Saved."), undo=caller.undo)


def _again(caller: Caller, seen: Details, raw: dict[str, Any], form: FormData, problem: Problem) -> Response:
    kind, version = seen.kind, int_of_form(form, "version")
    with caller.reading() as session:
        details = _details_to_edit(session, caller, kind, seen.record.id)
        clashes = clashes_of(problem, details.fields)
        values = {**details.values, **raw}
        if problem.type == "conflict" and version is not None:
            values |= changed_by_others(session, details, version, clashes)
            version = details.record.version
        errors = None if clashes else field_errors(problem)
        context = form_context(session, caller, kind, values, errors=errors, record=details.record, form=form)
        context |= {"clashes": clashes, "labels": clash_labels(session, caller, clashes)}
    return page(
        caller, "records/edit.html", problem.status, nav=kind.plural, details=details, version=version, **context
    )


def _details_to_edit(session: ScopedSession, caller: Caller, kind: Kind, record_id: int) -> Details:
    details = details_for(session, caller, kind, record_id)
    require_in_use(details.record)
    require(details.editable)
    return details
