"""Duplicates of companies and contacts: found, shown side by side, and merged into one."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import Kind
from stepmark.commands.merge import MOST_MERGED, merge_records
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.duplicates import duplicates_of
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form
from stepmark.web.merge_parts import merge_form, taken_in
from stepmark.web.record_paths import CLIENTS, KindOfClient
from stepmark.web.render import page, see_other

router = APIRouter()
_MENDABLE = ("invalid", "broken-reference", "archived", "not-allowed")


@router.get(CLIENTS + "/duplicates")
def index(caller: Salesperson, kind: KindOfClient) -> Response:
    """The records that may be the same, and what they share."""
    with caller.reading() as session:
        found = duplicates_of(session, caller.actor, kind)
    return page(caller, "merges/index.html", nav=kind.plural, kind=kind, found=found)


@router.get(CLIENTS + "/merge")
def new(caller: Salesperson, kind: KindOfClient) -> Response:
    """Which record stays, and of each field which value."""
    query = caller.request.query_params
    return _form(caller, kind, _ids(query.getlist("id")), _ids([query.get("into", "")]))


@router.post(CLIENTS + "/merge")
def create(caller: Salesperson, kind: KindOfClient, form: Form) -> Response:
    """The record that is left, or the form again with what is wrong."""
    ids, into = _ids(form.getlist("id")), int_of_form(form, "into")
    try:
        caller.run(merge_records, kind, into or 0, ids, taken=taken_in(form))
    except Problem as problem:
        if problem.type not in _MENDABLE:
            raise
        return _form(caller, kind, ids, [into or 0], problem)
    return see_other(f"/{kind.plural}/{into}", _("The records are merged."), undo=caller.undo)


def _form(
    caller: Caller, kind: Kind, ids: Sequence[int], into: Sequence[int], problem: Problem | None = None
) -> Response:
    with caller.reading() as session:
        found = merge_form(session, caller, kind, ids, next(iter(into), None))
    if len(found.records) < 2:
        return see_other(f"/{kind.plural}/duplicates", _("Pick at least two rows to merge."), "warn")
    context: dict[str, Any] = {"kind": kind, "found": found, "errors": _errors(problem)}
    context["too_many"] = len(ids) > MOST_MERGED
    context["most"] = MOST_MERGED
    return page(caller, "merges/new.html", problem.status if problem else 200, nav=kind.plural, **context)


def _errors(problem: Problem | None) -> dict[str, Text]:
    if problem is None:
        return {}
    return field_errors(problem) or {"ids": problem.detail}


def _ids(texts: Sequence[Any]) -> list[int]:
    digits = (text for text in texts if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 19)
    return [int(text) for text in dict.fromkeys(digits)][: 10 * MOST_MERGED]
