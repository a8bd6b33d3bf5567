"""Records of every kind: the form for a new one, the page, the deletion. Lists and edits have modules of their own."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import not_found
from stepmark.commands.inline_records import create_with_links
from stepmark.commands.records import delete_record, present_times
from stepmark.domain.exceptions import ExceptionEntry
from stepmark.domain.rights import may_make, require
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.fields import by_hand, fields_of
from stepmark.queries.merges import merged_into
from stepmark.queries.record_dependents import dependents_of_record
from stepmark.queries.record_pages import seen_details
from stepmark.web.audience_form import submitted_audience
from stepmark.web.caller import Caller, Salesperson, Viewer
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.listed import unseen_exceptions
from stepmark.web.people_form import submitted_people
from stepmark.web.questions import Place, asked
from stepmark.web.record_parts import details_for, form_context, panels
from stepmark.web.record_paths import RECORD, RECORDS, KindInPath
from stepmark.web.record_submissions import submitted
from stepmark.web.render import local_path, page, see_other

router = APIRouter()
_MENDABLE = ("invalid", "broken-reference")
_PLACES = ("process_id", "stage_id")


@router.get(RECORDS + "/new")
def new(caller: Salesperson, kind: KindInPath) -> Response:
    """An empty form; the query string may fill fields in (?company_id=7)."""
    require(may_make(caller.actor, personal=kind.personal))
    own: dict[str, Any] = {} if kind.personal else {"responsible_id": caller.actor.member_id}
    own |= present_times(kind, caller.actor.time_zone)
    return _form(caller, kind, {**kind.initial, **own, **caller.request.query_params})


@router.post(RECORDS)
def create(caller: Salesperson, kind: KindInPath, form: Form) -> Response:
    """The record, or the form again with what is wrong with it."""
    with caller.reading() as session:
        fields = by_hand(fields_of(session, kind).values())
    raw = submitted(caller, form, fields) | _places(kind, form)
    if barred := unseen_exceptions(caller, fields, raw, form):
        return _form(caller, kind, raw | {"next": text_of_form(form, "next")}, form=form, barred=barred)
    try:
        people, faults = submitted_people(caller, form, kind, None)
        record_id = caller.run(create_with_links, kind, raw | people | submitted_audience(form), faults)
    except Problem as problem:
        if problem.type not in _MENDABLE:
            raise
        return _form(caller, kind, raw | {"next": text_of_form(form, "next")}, problem, form)
    return see_other(
        local_path(text_of_form(form, "next"), f"/{kind.plural}/{record_id}"), _("Saved."), undo=caller.undo
    )


@router.get(RECORD)
def show(caller: Viewer, kind: KindInPath, record_id: int) -> Response:
    """The record with everything on it."""
    with caller.reading() as session:
        details = seen_details(session, caller.actor, kind, record_id)
        if details is None:
            return _gone(session, kind, record_id)
        context = panels(session, caller, details)
    return page(caller, "records/show.html", nav=kind.plural, **context)


@router.get(RECORD + "/delete")
def ask(caller: Salesperson, kind: KindInPath, record_id: int) -> Response:
    """What deleting it means, before it happens."""
    with caller.reading() as session:
        details = details_for(session, caller, kind, record_id)
        dependents = dependents_of_record(session, details.record)
    place = Place(kind.plural, details.record.label, details.url)
    return asked(
        caller,
        place,
        "records/_delete.html",
        _("Delete this?"),
        details=details,
        dependents=dependents,
        purge_days=caller.settings.purge_days,
    )


@router.delete(RECORD)
def delete(caller: Salesperson, kind: KindInPath, record_id: int) -> Response:
    """Into the recycle bin."""
    caller.run(delete_record, kind, record_id)
    return see_other(f"/{kind.plural}", _("Moved to the recycle bin."), undo=caller.undo)


def _gone(session: ScopedSession, kind: Kind, record_id: int) -> Response:
    """A duplicate's address leads to the record that it was merged into; any other is nobody's."""
    into = merged_into(session, kind, record_id)
    if into is None:
        raise not_found()
    return see_other(f"/{kind.plural}/{into}")


def _form(
    caller: Caller,
    kind: Kind,
    values: dict[str, Any],
    problem: Problem | None = None,
    form: FormData | None = None,
    barred: Sequence[ExceptionEntry] = (),
) -> Response:
    with caller.reading() as session:
        errors = field_errors(problem) if problem else None
        context = form_context(session, caller, kind, values, errors=errors, form=form)
    status = 422 if barred else problem.status if problem else 200
    return page(caller, "records/new.html", status, nav=kind.plural, barred=barred, **context)


def _places(kind: Kind, form: FormData) -> dict[str, Any]:
    return {name: text_of_form(form, name) for name in _PLACES if name in form} if kind.has_stages else {}
