"""The workspace's constants."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from stepmark.automation.placeholders.names import code_of
from stepmark.automation.usage import rules_naming
from stepmark.catalogue.constants import TYPES, KnownConstant
from stepmark.commands.access import not_found
from stepmark.commands.constants import create_constant, delete_constant, update_constant
from stepmark.domain.attributes import FieldType
from stepmark.domain.constants import Constant
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.constants import constant, constants, views_naming
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/settings/constants"
_ONE = _URL + "/{constant_id:id}"
_PLACE = Place("settings", _("Constants"), _URL)


@router.get(_URL)
def index(caller: Administrator) -> Response:
    """All of them, and the form that adds one."""
    return _page(caller)


@router.post(_URL)
def create(caller: Administrator, form: Form) -> Response:
    """Add one."""
    given = {key: text_of_form(form, key) for key in ("name", "type", "value")}
    try:
        caller.run(create_constant, given["name"], given["type"], given["value"])
    except Problem as problem:
        return _page(caller, problem.status, field_errors(problem), given)
    return see_other(_URL, _("The constant is added."))


@router.get(_ONE + "/edit")
def edit(caller: Administrator, constant_id: int) -> Response:
    """Its form."""
    return _form(caller, constant_id)


@router.patch(_ONE)
def update(caller: Administrator, constant_id: int, form: Form) -> Response:
    """Save its name and its value."""
    given = {key: text_of_form(form, key) for key in ("name", "value")}
    version = int_of_form(form, "version")
    try:
        caller.run(update_constant, constant_id, given, version=version)
    except Problem as problem:
        if problem.status == 404:
            raise
        return _form(caller, constant_id, problem.status, field_errors(problem), {**given, "version": version})
    return see_other(_URL, _("Saved"))


@router.get(_ONE + "/deletion")
def ask(caller: Administrator, constant_id: int) -> Response:
    """Where it is used, before it goes."""
    with caller.reading() as session:
        found = _found(session, constant_id)
        context: dict[str, Any] = {
            "constant": found,
            "rules_naming": rules_naming(session, "constant", found.key),
            "views": views_naming(session, found.key),
        }
    return asked(caller, _PLACE, "constants/_deletion.html", _("Delete “%(name)s”?", name=found.name), **context)


@router.delete(_ONE)
def delete(caller: Administrator, constant_id: int) -> Response:
    """Take it away."""
    caller.run(delete_constant, constant_id)
    return see_other(_URL, _("The constant is deleted."))


def _page(
    caller: Caller, status: int = 200, errors: dict[str, Text] | None = None, given: dict[str, str] | None = None
) -> Response:
    with caller.reading() as session:
        shown = [(row.id, _known(row), code_of(("constants", row.key))) for row in constants(session)]
    context = {"constants": shown, "types": TYPES}
    return page(
        caller, "constants/index.html", status, nav="settings", errors=errors or {}, given=given or {}, **context
    )


def _form(
    caller: Caller,
    constant_id: int,
    status: int = 200,
    errors: dict[str, Text] | None = None,
    given: dict[str, Any] | None = None,
) -> Response:
    with caller.reading() as session:
        found = _found(session, constant_id)
        stored = {"name": found.name, "value": _typed(found.value), "version": found.version}
    context: dict[str, Any] = {
        "constant": found,
        "type": FieldType(found.type),
        "types": TYPES,
        "given": given or stored,
    }
    return asked(caller, _PLACE, "constants/_form.html", found.name, status, errors=errors or {}, **context)


def _known(row: Constant) -> KnownConstant:
    return KnownConstant(row.key, row.name, FieldType(row.type), row.value)


def _typed(raw: Any) -> str:
    """A value of the API's as it would be typed."""
    if isinstance(raw, dict):
        return f"{raw['amount']} {raw['currency']}"
    return {True: "yes", False: "no"}[raw] if isinstance(raw, bool) else str(raw)


def _found(session: Session, constant_id: int) -> Constant:
    found = constant(session, constant_id)
    if found is None:
        raise not_found()
    return found
