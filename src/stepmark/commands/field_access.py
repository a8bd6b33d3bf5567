"""Hiding fields from roles, and letting roles only read them."""

from collections.abc import Mapping
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.access import not_found
from stepmark.commands.fields import update_field
from stepmark.commands.inputs import one_of
from stepmark.commands.quota import locked_workspace
from stepmark.commands.values import fields_for
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.field_access import LIMITED_ROLES, Access
from stepmark.domain.fields import CustomField
from stepmark.domain.people import Role
from stepmark.domain.rights import require_admin
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.queries.field_access import amount_key

Wanted = Mapping[str, Mapping[str, Any]]


def limit_fields(work: Work, kind: Kind, wanted: Wanted) -> None:
    """Say how far roles get with fields of a kind: {"amount": {"salesperson": "hidden"}}; the rest stays as it is."""
    require_admin(work.actor)
    workspace = locked_workspace(work)
    fields = fields_for(work, kind)
    before = dict(workspace.field_access.get(kind.name, {}))
    after = dict(before)
    for key, roles in wanted.items():
        if key not in fields:
            raise not_found()
        kept = {**before.get(key, {}), **_read(kind, fields[key], roles)}
        after[key] = {role: access for role, access in sorted(kept.items()) if access != Access.EDIT}
        if not after[key]:
            del after[key]
    after = _with_what_follows(kind, after)
    changed = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
    if not changed:
        return
    workspace.field_access = {**workspace.field_access, kind.name: after}
    workspace.version += 1
    changes = {f"field_access.{kind.name}.{key}": (before.get(key), after.get(key)) for key in changed}
    work.happened("workspace.updated", "workspace", workspace.id, changes, label=workspace.name)


def change_field(work: Work, /, field_id: int, *, access: Mapping[str, Any] | None = None, **changes: Any) -> None:
    """Change a custom field, and how far roles get with it."""
    update_field(work, field_id, **changes)
    if access is not None:
        field = work.session.get_one(CustomField, field_id)
        limit_fields(work, KINDS[field.kind], {f"custom.{field.key}": access})


def may_be_limited(kind: Kind, field: Field, access: Access) -> bool:
    """Whether a role can be held to this: a record's name is everybody's, and what keeps itself nobody changes."""
    if field.key == kind.title_key or field.key in followers(kind):
        return access is Access.EDIT
    return access is Access.EDIT or (not field.always_seen if access is Access.HIDDEN else field.by_hand)


def followers(kind: Kind) -> list[str]:
    """The amounts that follow from the lines as the kind's own amount does: hidden with it, as they give it away."""
    return [each.key for each in kind.system_fields if kind.lines and each.type is FieldType.MONEY and not each.by_hand]


def _with_what_follows(kind: Kind, limits: Mapping[str, Any]) -> dict[str, Any]:
    hidden = {role: each for role, each in limits.get(amount_key(kind), {}).items() if each == Access.HIDDEN}
    others = {key: roles for key, roles in limits.items() if key not in followers(kind)}
    return others | (dict.fromkeys(followers(kind), hidden) if hidden else {})


def _read(kind: Kind, field: Field, roles: Mapping[str, Any]) -> dict[str, Access]:
    found = {}
    for role, raw in roles.items():
        one_of("access", role, LIMITED_ROLES)
        access = Access(one_of("access", raw, list(Access)))
        if role == Role.VIEWER and access is Access.READ_ONLY:
            access = Access.EDIT
        if not may_be_limited(kind, field, access):
            text = _("“%(field)s” can't be hidden: pages and rights rest on it.", field=field.label)
            fixed = _("“%(field)s” is not filled in by hand, so it can't be read-only.", field=field.label)
            raise Invalid({"access": fixed if access is Access.READ_ONLY else text})
        found[role] = access
    return found
