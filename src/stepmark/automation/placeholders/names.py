"""What a placeholder's names lead to: a field of the record or beyond its links, a person, a yielded value."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stepmark.catalogue.constants import no_constant
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import CONTACT, KINDS, Kind
from stepmark.catalogue.requisites import readable_requisites
from stepmark.catalogue.types.base import ValueFault
from stepmark.conditions.paths import MOST_LINKS, FieldsByKind, Path, leads_to_records, link_name
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import Text, _, text_of
from stepmark.platform.text import printable

RECORD = "record"
CONSTANTS = "constants"
# What came in from outside, such as through a webhook; what is in it, only the sender knows.
PAYLOAD = "payload"
# The list of what a record with lines holds.
LINES = "lines"
FIRST_NAME = "first_name"
# The kinds whose records are people, and so print as their first name.
PEOPLE = (CONTACT.name,)
PERSON_PARTS: Mapping[str, Text] = {"name": _("Full name"), FIRST_NAME: _("First name"), "email": _("E-mail")}
_LIST_PARTS: Mapping[str, Text] = {"first": _("The first"), "last": _("The last"), "size": _("How many")}
_NAME_PART: Mapping[str, Text] = {"name": _("Name")}
# Words that Liquid keeps for itself, which as a field's key must stand in brackets.
_KEYWORDS = frozenset(
    ["true", "false", "nil", "null", "empty", "blank", "and", "or", "contains", "not", "in", "offset", "limit",
     "reversed", "cols", "continue", "with", "for", "as", "if", "else", "required"]
)  # fmt: skip
_POINTING = (FieldType.RECORD, FieldType.USER, FieldType.FILE)
_ALONE: Mapping[tuple[str, ...], Text] = {
    ("today",): _("Today"),
    ("now",): _("Now"),
    ("user",): _("Who set the rule off"),
    ("workspace", "name"): _("Name of the workspace"),
}


@dataclass(frozen=True)
class Placeholder:
    """What the names mean. `path` is the field that is read, None for what is none; `part` is a part of its value."""

    names: tuple[str, ...]
    path: Path | None = None
    part: str = ""
    title: Text = ""

    @property
    def reads_lines(self) -> bool:
        """Whether it is the list of the record's products, or how many they are."""
        return self.path is None and self.names[1:2] == (LINES,)

    @property
    def label(self) -> str:
        """What people call it, in the current language: "Contact person › First name"."""
        whole = self.path.name if self.path else str(text_of(_ALONE.get(self.names[:1], self.title)))
        if self.part == FIRST_NAME and self.path and self.path.field.type is FieldType.TEXT:
            whole = " › ".join(link.name for link in self.path.links)
        part = str(self.title) if self.part else ""
        return " › ".join(filter(None, (whole, part)))


def find_placeholder(
    names: tuple[str, ...], kind: Kind, fields_by_kind: FieldsByKind, extra: Container[str] = ()
) -> Placeholder:
    """What these names mean in a text about records of a kind; raises ValueFault when they mean nothing.

    `extra` are the values that actions before have yielded, and the workspace's constants as `constant_names` gives
    them, and PAYLOAD where something came in; a mapping gives their labels.
    """
    root, rest = names[0], names[1:]
    if root in (RECORD, kind.name):
        return _of_record(names, kind, fields_by_kind)
    if root == "values" and len(rest) == 1 and rest[0] in extra:
        return Placeholder(names, title=extra[rest[0]] if isinstance(extra, Mapping) else rest[0])
    if root == PAYLOAD and rest and PAYLOAD in extra:
        return Placeholder(names, title=_written(names))
    if root == CONSTANTS and len(rest) == 1:
        return _constant(names, extra)
    if root == "user" and len(rest) == 1 and rest[0] in PERSON_PARTS:
        return Placeholder(names, part=rest[0], title=PERSON_PARTS[rest[0]])
    if names in _ALONE:
        return Placeholder(names, title=_ALONE[names])
    raise _unknown(names)


def constant_names(kept: Mapping[str, Any]) -> dict[str, Text]:
    """The workspace's constants, of what it keeps of them, as placeholders know them: {"constants.vat": "VAT"}."""
    return {f"{CONSTANTS}.{key}": each["name"] for key, each in kept.items()}


def name_of(field: Field) -> str:
    """What a field is called in a placeholder: `company` for `company_id`."""
    return link_name(field) if field.type in _POINTING and not field.is_custom else field.key


def code_of(names: Sequence[str]) -> str:
    """The placeholder as it is typed: `{{ deal.company.name }}`."""
    root, *rest = names
    return "{{ " + root + "".join(map(_step_to, rest)) + " }}"


def names_of(path: Path, *parts: str) -> tuple[str, ...]:
    """The names by which a text reads a path, or a part of its value."""
    return (path.kind.name, *map(name_of, path.links), *name_of(path.field).split("."), *parts)


def _step_to(name: str) -> str:
    if name.isidentifier() and name not in _KEYWORDS:
        return f".{name}"
    mark = "'" if '"' in name else '"'
    return f"[{mark}{name}{mark}]"


def _constant(names: tuple[str, ...], extra: Container[str]) -> Placeholder:
    key = _written(names)
    if key not in extra:
        raise no_constant(names[1])
    return Placeholder(names, title=extra[key] if isinstance(extra, Mapping) else names[1])


def _of_record(names: tuple[str, ...], kind: Kind, fields_by_kind: FieldsByKind) -> Placeholder:
    links: tuple[Field, ...] = ()
    here, rest = kind, names[1:]
    if not rest:
        title = Path(kind, (), fields_by_kind[kind.name][kind.title_key])
        return _first_name(names, title) if kind.name in PEOPLE else Placeholder(names, title)
    if kind.lines and rest in ((LINES,), (LINES, "size")):
        return Placeholder(names, title=_("Products"))
    while True:
        if rest == (FIRST_NAME,) and here.name in PEOPLE:
            return _first_name(names, Path(kind, links, fields_by_kind[here.name][here.title_key]))
        field, rest = _step(names, rest, here, fields_by_kind[here.name])
        path = Path(kind, links, field)
        if not rest:
            return Placeholder(names, path)
        if not leads_to_records(field):
            return _part(names, path, rest)
        if len(links) == MOST_LINKS:
            raise ValueFault(_("“%(key)s” leads over more than two links.", key=_written(names)))
        links, here = (*links, field), KINDS[field.related]


def _first_name(names: tuple[str, ...], title: Path) -> Placeholder:
    return Placeholder(names, title, FIRST_NAME, PERSON_PARTS[FIRST_NAME])


def _step(
    names: tuple[str, ...], rest: tuple[str, ...], kind: Kind, fields: Mapping[str, Field]
) -> tuple[Field, tuple[str, ...]]:
    """The field that the next names mean, and the names after it."""
    taken = _length(rest)
    key = ".".join(rest[:taken])
    field = fields.get(key) or fields.get(f"{key}_id") or readable_requisites(kind).get(key)
    if field is None or name_of(field) != key:
        raise _unknown(names)
    return field, rest[taken:]


def _length(names: tuple[str, ...]) -> int:
    """How many names the key of a field has."""
    if names[0] == "requisites":
        return 3 if names[1:2] == ("address",) else 2
    return 2 if names[0] == "custom" else 1


def _part(names: tuple[str, ...], path: Path, rest: tuple[str, ...]) -> Placeholder:
    if path.field.type is FieldType.USER:
        parts = PERSON_PARTS
    else:
        parts = _NAME_PART if path.field.type in _POINTING else _LIST_PARTS if path.field.multiple else {}
    if len(rest) > 1 or rest[0] not in parts:
        raise _unknown(names)
    return Placeholder(names, path, rest[0], parts[rest[0]])


def _unknown(names: tuple[str, ...]) -> ValueFault:
    return ValueFault(_("There is no field “%(key)s” here.", key=_written(names)))


def _written(names: tuple[str, ...]) -> str:
    return printable(".".join(names))
