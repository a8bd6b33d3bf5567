"""What lists can be filtered and sorted by, and can show: every field of every kind, and when records were made."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.conditions.paths import FieldsByKind, Path, find_path, paths_from
from stepmark.domain.attributes import FieldType
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import _
from stepmark.queries.condition_values import fields_by_kind
from stepmark.queries.field_access import access_of, seen_by

MOST_COLUMNS = 30
MOST_CUSTOM_COLUMNS = 4
NARROW = _("You see only some of the records, so lists can't look into what yours are linked to.")
NOT_IN_COLUMNS = (FieldType.LONG_TEXT, FieldType.FILE)


def readable_fields(session: Session) -> dict[str, dict[str, Field]]:
    """The fields that the reader may see by kind and key, in one statement."""
    return seen_by(access_of(session), all_readable_fields(session))


def all_readable_fields(session: Session) -> dict[str, dict[str, Field]]:
    """Every field, whoever asks; the moments of making and of the last change are among them."""
    fields = fields_by_kind(session)
    for kind, own in fields.items():
        own |= {field.key: field for field in (_moment(kind, "created_at"), _moment(kind, "updated_at"))}
    return fields


def readable_paths(actor: Actor, kind: Kind, fields: FieldsByKind) -> list[Path]:
    """What the actor may look at from a record. Whoever sees only some records is not told of others over a link."""
    return [path for path in paths_from(kind, fields) if path.is_own or actor.sees_all]


def readable_path(actor: Actor, kind: Kind, key: str, fields: FieldsByKind) -> Path:
    """The path of this key; raises ValueFault when there is none, or when the actor may not look that far."""
    path = find_path(kind, key, fields)
    if not path.is_own and not actor.sees_all:
        raise ValueFault(NARROW)
    return path


def columns_for(actor: Actor, kind: Kind, keys: Iterable[str], fields: FieldsByKind) -> tuple[list[Path], list[str]]:
    """The columns of these keys in their order, and the keys that lead nowhere any more; the usual ones for no keys."""
    columns: list[Path] = []
    lost: list[str] = []
    for key in list(dict.fromkeys(keys))[:MOST_COLUMNS]:
        try:
            columns.append(readable_path(actor, kind, key, fields))
        except ValueFault:
            lost.append(key)
    return columns or usual_columns(kind, fields), lost


def usual_columns(kind: Kind, fields: FieldsByKind) -> list[Path]:
    """The system fields that are meant for a list, and the first custom ones."""
    own = fields[kind.name].values()
    system = [each for each in own if not each.is_custom and each.in_list]
    custom = [each for each in own if each.is_custom and each.type not in NOT_IN_COLUMNS]
    return [Path(kind, (), field) for field in (*system, *custom[:MOST_CUSTOM_COLUMNS])]


def _moment(kind: str, key: str) -> Field:
    label = _("Created") if key == "created_at" else _("Changed")
    return Field(kind, key, label, FieldType.DATETIME, column=key, by_hand=False, in_list=False)
