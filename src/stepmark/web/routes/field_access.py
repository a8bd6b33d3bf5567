"""Who sees which field, and who may change it: a table of a kind's fields by role."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, Kind, kind_of
from stepmark.commands.field_access import limit_fields, may_be_limited
from stepmark.domain.field_access import LIMITED_ROLES, Access, FieldAccess
from stepmark.domain.people import Role
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.fields import fields_of
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/fields/access"
_LABELS: dict[Access, Text] = {
    Access.EDIT: _("See and change"),
    Access.READ_ONLY: _("Only see"),
    Access.HIDDEN: _("Hidden"),
}


@router.get(_URL)
def index(caller: Administrator, kind: str = "deal") -> Response:
    """The table, which is a form."""
    return _page(caller, kind_of(kind))


@router.put(_URL)
def update(caller: Administrator, form: Form) -> Response:
    """Keep what was chosen; what the form shows as it was is left to others."""
    kind = kind_of(text_of_form(form, "kind"))
    wanted: dict[str, dict[str, str]] = {}
    for name in form:
        key, _colon, role = name.rpartition(":")
        chosen = text_of_form(form, name)
        if role in LIMITED_ROLES and chosen != text_of_form(form, f"was:{name}"):
            wanted.setdefault(key, {})[role] = chosen
    try:
        caller.run(limit_fields, kind, {key: roles for key, roles in wanted.items() if not key.startswith("was:")})
    except Problem as problem:
        return _page(caller, kind, problem.status, field_errors(problem))
    return see_other(f"{_URL}?kind={kind.name}", _("Saved."))


def _page(caller: Caller, kind: Kind, status: int = 200, errors: dict[str, Text] | None = None) -> Response:
    with caller.reading() as session:
        fields = [each for each in fields_of(session, kind).values() if _choices(kind, each, Role.SALESPERSON)]
    access = {role: FieldAccess(role, caller.actor.access.limits) for role in LIMITED_ROLES}
    context: dict[str, Any] = {
        "kind": kind,
        "kind_tabs": [(each.name, each.label_plural, f"{_URL}?kind={each.name}") for each in KINDS.values()],
        "roles": [(role, role.label) for role in LIMITED_ROLES],
        "rows": [
            (
                field,
                [(role, access[role].of(kind.name, field.key), _choices(kind, field, role)) for role in LIMITED_ROLES],
            )
            for field in fields
        ],
        "errors": errors or {},
    }
    return page(caller, "fields/access.html", status, nav="fields", **context)


def _choices(kind: Kind, field: Field, role: Role) -> list[tuple[str, Text]]:
    """What may be chosen for a role; nothing where there is no choice. Viewers change nothing anyway."""
    possible = [each for each in Access if may_be_limited(kind, field, each)]
    if role is Role.VIEWER:
        possible = [each for each in possible if each is not Access.READ_ONLY]
    changes = field.by_hand and role is not Role.VIEWER
    told = {**_LABELS, Access.EDIT: _LABELS[Access.EDIT] if changes else _("See")}
    return [(str(each), told[each]) for each in possible] if len(possible) > 1 else []
