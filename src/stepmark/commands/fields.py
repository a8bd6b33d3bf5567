"""The fields that administrators add to a record kind: made, changed, ordered, deleted, brought back."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.fields import MULTIPLE_TYPES
from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import not_found
from stepmark.commands.bindings import suspend_bound
from stepmark.commands.field_keys import given_key, key_for, own_key, rename_in_bindings
from stepmark.commands.field_options import change_options, options_in
from stepmark.commands.field_order import place
from stepmark.commands.inputs import line, one_of, read_all
from stepmark.commands.quota import locked_workspace
from stepmark.commands.record_rows import require_version
from stepmark.commands.work import Changes, Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.fields import CustomField
from stepmark.domain.rights import require_admin
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _

HELP_LIMIT = 1_000
TYPES = tuple(each for each in FieldType if each is not FieldType.RECORD)


def create_field(
    work: Work,
    kind: Any,
    *,
    label: Any,
    type: Any,
    key: Any = "",
    options: Any = (),
    required: bool = False,
    multiple: bool = False,
    help: Any = "",
) -> int:
    """A field at the end of its kind's list. `key` is made from the label unless given. Returns its id."""
    require_admin(work.actor)
    locked_workspace(work)
    read = read_all(
        {
            "kind": partial(one_of, "kind", kind, KINDS),
            "type": partial(one_of, "type", type, TYPES),
            "label": partial(line, "label", _("Label"), label),
            "help": partial(_help, help),
        }
    )
    name, stored_type, title = read["kind"], FieldType(read["type"]), read["label"]
    field = CustomField(
        kind=name,
        key=given_key(work, name, key) if key else key_for(work, name, title),
        label=title,
        type=stored_type,
        help=read["help"],
        options=options_in(stored_type, options),
        required=required,
        multiple=_multiple(stored_type, multiple),
        position=0,
    )
    work.session.add(field)
    place(work, field, None)
    work.session.flush()
    _happened(work, "created", field, {key: (None, value) for key, value in _state(field).items()})
    return field.id


def update_field(
    work: Work,
    field_id: int,
    *,
    label: Any = None,
    help: Any = None,
    options: Any = None,
    renamed: Mapping[str, str] | None = None,
    required: bool | None = None,
    position: int | None = None,
    version: int | None = None,
) -> None:
    """Change what is given; type, key and kind stay. For `options` and `renamed` see `change_options`.

    `version` is the one the user saw; `position` is the place in the kind's list, from 0.
    """
    field = _to_change(work, field_id)
    require_version(field, version)
    before = _state(field)
    if label is not None:
        field.label = line("label", _("Label"), label)
    if help is not None:
        field.help = _help(help)
    if options is not None:
        change_options(work, field, options, renamed)
    if required is not None:
        field.required = required
    if position is not None:
        place(work, field, position)
    _changed(work, field, before)


def delete_field(work: Work, field_id: int, *, version: int | None = None) -> None:
    """Take a field off all forms, restorably with its values. Its binding is suspended and says why (I12)."""
    field = _to_change(work, field_id)
    require_version(field, version)
    field.deleted_at = now()
    field.touch()
    _happened(work, "deleted", field)
    suspend_bound(work, field.id)


def restore_field(work: Work, field_id: int) -> None:
    """Bring a deleted field back with its values, at the end, under another key if its own was taken meanwhile."""
    locked_workspace(work)
    field = _to_change(work, field_id, deleted=True)
    key = own_key(work, field)
    if key != field.key:
        rename_in_bindings(work, field, key)
        _keep_limits(work, field, key)
        field.key = key
    field.deleted_at = None
    place(work, field, None)
    field.touch()
    _happened(work, "restored", field)


def _keep_limits(work: Work, field: CustomField, key: str) -> None:
    """What was hidden under the old name is hidden under the new one."""
    workspace = locked_workspace(work)
    limits = workspace.field_access.get(field.kind, {})
    if limited := limits.get(f"custom.{field.key}"):
        own = {**limits, f"custom.{key}": limited}
        workspace.field_access = {**workspace.field_access, field.kind: own}


def _to_change(work: Work, field_id: int, *, deleted: bool = False) -> CustomField:
    require_admin(work.actor)
    # Not the full lock: values point at the field, and would have to wait.
    query = select(CustomField).where(CustomField.id == field_id).with_for_update(key_share=True)
    field = work.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if field is None or field.is_deleted is not deleted:
        raise not_found()
    return field


def _changed(work: Work, field: CustomField, before: Mapping[str, Any]) -> None:
    changes = {key: (before[key], after) for key, after in _state(field).items() if before[key] != after}
    if changes:
        field.touch()
        _happened(work, "updated", field, changes)


def _state(field: CustomField) -> dict[str, Any]:
    names = ("key", "label", "type", "help", "options", "required", "multiple", "position")
    return {name: getattr(field, name) for name in names}


def _happened(work: Work, verb: str, field: CustomField, changes: Changes | None = None) -> None:
    work.happened(f"field.{verb}", "field", field.id, changes, label=field.label, version=field.version)
    work.session.flush()
    work.forget()


def _help(raw: Any) -> str:
    return line("help", _("Help"), "" if raw is None else raw, required=False, limit=HELP_LIMIT)


def _multiple(type: FieldType, multiple: bool) -> bool:
    if multiple and type is not FieldType.MULTI_CHOICE and type not in MULTIPLE_TYPES:
        raise Invalid({"multiple": _("A field of this type holds one value.")})
    return multiple or type is FieldType.MULTI_CHOICE
