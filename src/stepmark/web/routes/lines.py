"""The products on a record: shown, edited row by row, and kept as a whole."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import not_found, require_in_use
from stepmark.commands.line_input import FIELDS
from stepmark.commands.lines import set_lines
from stepmark.domain.rights import require
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.field_access import lines_access
from stepmark.queries.lines import lines_of
from stepmark.queries.record_pages import Details
from stepmark.web.caller import Caller, Salesperson, Viewer
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.line_drafts import LineDraft, filled_in, input_of, rearranged, sent_drafts, stored_drafts
from stepmark.web.record_parts import details_for, may_edit_lines
from stepmark.web.record_paths import RECORD_LINES, KindInPath
from stepmark.web.render import fragment, page, see_other

router = APIRouter()


@router.get(RECORD_LINES)
def show(caller: Viewer, kind: KindInPath, record_id: int) -> Response:
    """The panel as it stands."""
    with caller.reading() as session:
        details = _details(session, caller, kind, record_id)
        lines = lines_of(session, kind, details.record)
    if not caller.is_htmx:
        return see_other(f"/{kind.plural}/{record_id}#lines")
    may_edit = may_edit_lines(caller.actor, details)
    shown: dict[str, Any] = {"kind": kind, "record_id": record_id, "may_edit_lines": may_edit}
    return fragment(caller, "lines/_panel.html", lines=lines, **shown)


@router.get(RECORD_LINES + "/edit")
def edit(caller: Salesperson, kind: KindInPath, record_id: int) -> Response:
    """The form, with an empty row at its end."""
    with caller.reading() as session:
        record = _details(session, caller, kind, record_id).record
        drafts = stored_drafts(session, caller.actor, lines_of(session, kind, record))
    return _form(caller, kind, record_id, rearranged(drafts, "add"))


@router.post(RECORD_LINES + "/draft")
def draft(caller: Salesperson, kind: KindInPath, record_id: int, form: Form) -> Response:
    """The form after one of its buttons, or with a product that was chosen; nothing is kept."""
    with caller.reading() as session:
        record = _details(session, caller, kind, record_id).record
        drafts = sent_drafts(session, caller.actor, form)
        drafts = filled_in(session, caller.actor, rearranged(drafts, text_of_form(form, "do")), record)
    return _form(caller, kind, record_id, drafts, form=form)


@router.put(RECORD_LINES)
def update(caller: Salesperson, kind: KindInPath, record_id: int, form: Form) -> Response:
    """Keep the rows; those that nothing was said in are left out."""
    with caller.reading() as session:
        drafts = [row for row in sent_drafts(session, caller.actor, form) if not row.is_blank]
    raw, version = [row.raw() for row in drafts], int_of_form(form, "version")
    keeps = "amount_from_lines" in form
    try:
        caller.run(set_lines, kind, record_id, raw, version, strict=False, keeps_amount=keeps)
    except Problem as problem:
        if problem.type not in ("invalid", "conflict"):
            raise
        return _form(caller, kind, record_id, drafts, problem=problem, form=form)
    return see_other(f"/{kind.plural}/{record_id}#lines", _("Saved."), undo=caller.undo)


def _details(session: ScopedSession, caller: Caller, kind: Kind, record_id: int) -> Details:
    if not lines_access(caller.actor, kind).sees:
        raise not_found()
    return details_for(session, caller, kind, record_id)


def _form(
    caller: Caller,
    kind: Kind,
    record_id: int,
    drafts: Sequence[LineDraft],
    *,
    problem: Problem | None = None,
    form: Form | None = None,
) -> Response:
    with caller.reading() as session:
        details = _details(session, caller, kind, record_id)
        require_in_use(details.record)
        require(details.editable and lines_access(caller.actor, kind).edits)
        lines = lines_of(session, kind, details.record)
    context: dict[str, Any] = {
        "details": details,
        "kind": kind,
        "record_id": record_id,
        "drafts": drafts,
        "currency": lines.currency,
        "version": (int_of_form(form, "version") if form else None) or details.record.version,
        "keeps_amount": "amount_from_lines" in form if form else lines.keeps_amount or not lines.lines,
        "errors": {input_of(key): text for key, text in field_errors(problem).items()} if problem else {},
        "line_fields": FIELDS,
        "title": _("Products"),
        "panel": "lines/_form.html",
    }
    status = problem.status if problem else 200
    if caller.is_htmx:
        return fragment(caller, "lines/_form.html", status, **context)
    return page(caller, "records/panel.html", status, nav=kind.plural, **context)
