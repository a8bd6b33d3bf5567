"""The workspace's constants: made, changed and deleted. Rules and texts see what they are now."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.constants import TYPES, field_for
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.values import parse, to_json
from stepmark.commands import inputs
from stepmark.commands.access import not_found
from stepmark.commands.quota import locked_workspace
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.constants import MOST_CONSTANTS, Constant
from stepmark.domain.rights import require_admin
from stepmark.domain.workspace import Workspace
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import slug

NAME_LIMIT = 100


def create_constant(work: Work, raw_name: Any, raw_type: Any, raw_value: Any) -> int:
    """A constant, whose key is made of its name. Returns its id."""
    require_admin(work.actor)
    workspace = locked_workspace(work)
    known = {each.key for each in _all(work)}
    if len(known) >= MOST_CONSTANTS:
        raise Invalid(
            {"name": _("At most %(limit)s constants are kept. Delete those not needed.", limit=MOST_CONSTANTS)}
        )
    errors: dict[str, Text] = {}
    name, type = _name(raw_name, errors), _type(raw_type, errors)
    value = _value(work, type, name, raw_value, errors) if type else None
    if errors or type is None:
        raise Invalid(errors)
    constant = Constant(key=_free(slug(name) or "constant", known), name=name, type=type, value=value)
    work.session.add(constant)
    work.session.flush()
    changes = {"name": (None, name), "value": (None, value)}
    work.happened("constant.created", "constant", constant.id, changes, label=name)
    _publish(work, workspace)
    return constant.id


def update_constant(work: Work, constant_id: int, raw: Mapping[str, Any], *, version: int | None = None) -> None:
    """Give a constant another `name` or `value`. Its key and its type stay, as rules are made of them."""
    require_admin(work.actor)
    workspace = locked_workspace(work)
    constant = _constant(work, constant_id)
    if version is not None and version != constant.version:
        text = _("Somebody else has changed this since you read it. Read it again, then repeat your change.")
        raise Problem("conflict", text, version=constant.version)
    errors: dict[str, Text] = {}
    name = _name(raw["name"], errors) if "name" in raw else constant.name
    kept = FieldType(constant.type)
    value = _value(work, kept, name, raw["value"], errors) if "value" in raw else constant.value
    if errors:
        raise Invalid(errors)
    before, after = {"name": constant.name, "value": constant.value}, {"name": name, "value": value}
    changes = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    if not changes:
        return
    constant.name, constant.value, constant.version = name, value, constant.version + 1
    work.happened("constant.updated", "constant", constant.id, changes, label=name)
    _publish(work, workspace)


def delete_constant(work: Work, constant_id: int) -> None:
    """Take a constant away. What names it is broken until it is mended, or there is one of this key again."""
    require_admin(work.actor)
    workspace = locked_workspace(work)
    constant = _constant(work, constant_id)
    work.session.delete(constant)
    work.happened("constant.deleted", "constant", constant_id, {"key": (constant.key, None)}, label=constant.name)
    _publish(work, workspace)


def _publish(work: Work, workspace: Workspace) -> None:
    """Write them beside the workspace, where rules and conditions read them without a statement of their own."""
    work.session.flush()
    kept = {each.key: {"name": each.name, "type": each.type, "value": each.value} for each in _all(work)}
    workspace.constants = kept
    work.forget()


def _all(work: Work) -> list[Constant]:
    return list(work.session.scalars(select(Constant).order_by(Constant.id)))


def _constant(work: Work, constant_id: int) -> Constant:
    constant = work.session.get(Constant, constant_id)
    if constant is None:
        raise not_found()
    return constant


def _name(raw: Any, errors: dict[str, Text]) -> str:
    try:
        return inputs.line("name", _("Name"), raw, limit=NAME_LIMIT)
    except Invalid as invalid:
        errors |= invalid.errors
        return ""


def _type(raw: Any, errors: dict[str, Text]) -> FieldType | None:
    if raw in TYPES:
        return FieldType(raw)
    errors["type"] = _("Choose one from the list.")
    return None


def _value(work: Work, type: FieldType, name: str, raw: Any, errors: dict[str, Text]) -> Any:
    field = field_for(type, "value", name)
    try:
        value = parse(field, raw, work.reader)
        if value is None or value == "":
            errors["value"] = _("Fill in “%(field)s”.", field=_("Value"))
        return to_json(field, value)
    except ValueFault as fault:
        errors["value"] = fault.text
        return None


def _free(base: str, taken: set[str]) -> str:
    base = base[:36]
    return next(key for number in count(1) if (key := base if number == 1 else f"{base}_{number}") not in taken)
