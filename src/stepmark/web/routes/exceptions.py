"""The exceptions list: looked through, added to by hand, and taken from."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response

from stepmark.commands.exceptions import Added, add_exceptions, delete_exception
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _, ngettext_lazy
from stepmark.queries.exceptions import newest_exceptions
from stepmark.queries.people import member_names
from stepmark.web.caller import Administrator, Caller, Manager
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.paths import LARGEST_ID
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/settings/exceptions"
_PAGE = 50


@router.get(_URL)
def index(
    caller: Manager,
    q: Annotated[str, Query(max_length=300)] = "",
    before: Annotated[int | None, Query(ge=0, le=LARGEST_ID)] = None,
) -> Response:
    """The newest first."""
    return _page(caller, q=q, before=before)


@router.post(_URL)
def create(caller: Administrator, form: Form) -> Response:
    """Add some."""
    given = {key: text_of_form(form, key) for key in ("lines", "why")}
    try:
        added = caller.run(add_exceptions, given["lines"], given["why"])
    except Problem as problem:
        return _page(caller, problem.status, errors=field_errors(problem), given=given)
    return see_other(_URL, _told(added), undo=caller.undo)


@router.delete(f"{_URL}/{{exception_id:id}}")
def delete(caller: Administrator, exception_id: int) -> Response:
    """Take one off."""
    caller.run(delete_exception, exception_id)
    return see_other(_URL, _("Taken off the exceptions list."), undo=caller.undo)


def _told(added: Added) -> Text:
    if added.known:
        return _("Added: %(new)s. On the list already: %(known)s.", new=added.new, known=added.known)
    return ngettext_lazy("%(num)s entry is added.", "%(num)s entries are added.", added.new)


def _page(
    caller: Caller,
    status: int = 200,
    *,
    q: str = "",
    before: int | None = None,
    errors: dict[str, Text] | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    with caller.reading() as session:
        entries, older = newest_exceptions(session, q, before, _PAGE)
        names = member_names(session, {entry.added_by for entry in entries})
    context: dict[str, Any] = {"entries": entries, "names": names, "q": q, "errors": errors or {}, "given": given or {}}
    context |= {"newest": _address(q) if before else None, "older": _address(q, older) if older else None}
    nav = "settings" if caller.actor.is_admin else "exceptions"
    return page(caller, "exceptions/index.html", status, nav=nav, **context)


def _address(q: str, before: int | None = None) -> str:
    asked = {key: value for key, value in (("q", q), ("before", before)) if value}
    return _URL + (f"?{urlencode(asked)}" if asked else "")
