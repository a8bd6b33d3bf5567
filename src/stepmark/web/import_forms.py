"""The form that says what a file's columns mean: what it offers, and what it sends as a mapping."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from starlette.datastructures import FormData

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.importing.joining import can_be_joined
from stepmark.importing.mapping import Duplicates
from stepmark.importing.mapping import Mapping as Said
from stepmark.importing.table import Table
from stepmark.importing.targets import LINKED, linked_key
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.web.forms import text_of_form

EXTRAS = 3
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1250", _("Windows, Central European (1250)")),
    ("cp1251", _("Windows, Cyrillic (1251)")),
    ("cp1252", _("Windows, Western (1252)")),
)
SEPARATORS = ((",", _("Comma")), (";", _("Semicolon")), ("\t", _("Tab")), ("|", _("Vertical bar")))
DATES = (
    ("dmy", _("Day/month/year: 31/12/2026")),
    ("mdy", _("Month/day/year: 12/31/2026")),
    ("iso", _("Year-month-day: 2026-12-31")),
)
DECIMALS = (("point", _("Point: 1,234.50")), ("comma", _("Comma: 1 234,50")))
DUPLICATES = (
    ("add", _("Add every row as a new record")),
    ("skip", _("Leave out rows that are there already")),
    ("merge", _("Change the records that are there")),
)
LINKING = (
    ("find", _("Link it if it is there, else report the row’s cell")),
    ("add", _("Link it, and add it if it is not there")),
    ("merge", _("Link it, change it, and add it if it is not there")),
)


class Column(NamedTuple):
    """One column of the file: its name, its first filled cells, and the key of what it fills."""

    name: str
    samples: list[str]
    target: str


class Extra(NamedTuple):
    """A further field, filled by a column that fills another one too, or by the same text in every row."""

    field: str = ""
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class MappingForm:
    """What the form shows: everything as it was said, or as it is guessed."""

    columns: list[Column]
    extras: list[Extra]
    groups: list[tuple[Text, list[tuple[str, str]]]]
    keys: list[tuple[str, str]]
    linkable: list[tuple[Kind, str]]


def mapping_form(
    kind: Kind, table: Table, fields: Mapping[str, Field], said: Said, guessed: Mapping[str, str]
) -> MappingForm:
    """The form for a table. What was not said yet is guessed."""
    targets = _targets(said) if said.columns or said.joined else dict(guessed)
    columns = [Column(name, table.samples(at), targets.get(name, "")) for at, name in enumerate(table.columns)]
    links = LINKED.get(kind.name, {})
    linkable = [(target, said.linked.get(target.name, "add")) for target in links.values()]  # type: ignore[call-overload]  # the names of two kinds
    return MappingForm(columns, _extras(said), _groups(kind, fields), _keys(kind, fields), linkable)


def mapping_in(form: FormData, table: Table, fields: Mapping[str, Field], before: Said) -> Said:
    """What the form says, with the values that were told before."""
    columns, joined = _columns_in(form, table, fields)
    extra_columns, defaults = _extras_in(form, table, fields)
    for column, keys in extra_columns.items():
        first = columns.get(column)
        columns[column] = [*([first] if isinstance(first, str) else ()), *keys]
    said = {
        "columns": columns,
        "joined": joined,
        "defaults": defaults,
        "values": {key: values for key, values in before.values.items() if key in _filled(columns, joined)},
        "duplicates": _duplicates_in(form),
        "linked": {each: do for each in KINDS if (do := text_of_form(form, f"linked-{each}")) in dict(LINKING)},
        **_file_in(form),
    }
    return Said.model_validate({key: value for key, value in said.items() if value not in (None, "")})


def reread(form: FormData) -> Said:
    """What the form says about the file itself, for its columns to be guessed anew."""
    return Said.model_validate({key: value for key, value in _file_in(form).items() if value})


def _file_in(form: FormData) -> dict[str, Any]:
    offered = {"encoding": ENCODINGS, "separator": SEPARATORS, "dates": DATES, "decimals": DECIMALS}
    said: dict[str, Any] = {name: text_of_form(form, name) or None for name in offered}
    for name, options in offered.items():
        if said[name] not in (None, *dict(options)):
            said[name] = None
    return said | {"sheet": text_of_form(form, "sheet") or None}


def _columns_in(
    form: FormData, table: Table, fields: Mapping[str, Field]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """By column its key or None; by key its columns where several fill it together."""
    by_key: dict[str, list[str]] = defaultdict(list)
    columns: dict[str, Any] = dict.fromkeys(table.columns)
    for at, name in enumerate(table.columns):
        key = text_of_form(form, f"column-{at}")
        if key in fields:
            by_key[key].append(name)
    joined = {key: names for key, names in by_key.items() if len(names) > 1}
    for key, names in joined.items():
        if not can_be_joined(fields[key]):
            text = _("Two columns fill “%(field)s”. Let one do it.", field=fields[key].label)
            raise Problem("invalid", text, field=f"column-{table.columns.index(names[1])}")
    columns |= {names[0]: key for key, names in by_key.items() if key not in joined}
    return columns, joined


def _extras_in(
    form: FormData, table: Table, fields: Mapping[str, Field]
) -> tuple[dict[str, list[str]], dict[str, str]]:
    columns: dict[str, list[str]] = defaultdict(list)
    defaults: dict[str, str] = {}
    for at in range(EXTRAS):
        key, column, value = (text_of_form(form, f"extra-{part}-{at}") for part in ("field", "column", "value"))
        if key in fields and column in table.columns:
            columns[column].append(key)
        elif key in fields and value.strip():
            defaults[key] = value.strip()[:1000]
        elif key in fields:
            text = _("Say what fills “%(field)s”: a column, or a text.", field=fields[key].label)
            raise Problem("invalid", text, field=f"extra-column-{at}")
    return columns, defaults


def _duplicates_in(form: FormData) -> Any:
    do, keys = text_of_form(form, "duplicates"), [key for key in form.getlist("key") if isinstance(key, str) and key]
    if do not in ("skip", "merge"):
        return None
    if not keys:
        raise Problem("invalid", _("Say by which field a record is known."), field="key")
    return Duplicates(key=keys, do="merge" if do == "merge" else "skip").model_dump()


def _filled(columns: Mapping[str, Any], joined: Mapping[str, Any]) -> set[str]:
    given = (each if isinstance(each, list) else [each] for each in columns.values() if each)
    return {*joined, *(key for keys in given for key in keys)}


def _targets(said: Said) -> dict[str, str]:
    targets = {column: key for key, columns in said.joined.items() for column in columns}
    for column, keys in said.columns.items():
        first = keys if isinstance(keys, str) else keys[0] if keys else None
        if first and column not in targets:
            targets[column] = first
    return targets


def _extras(said: Said) -> list[Extra]:
    found = [Extra(field=key, value=value) for key, value in said.defaults.items()]
    joined = {column for columns in said.joined.values() for column in columns}
    for column, keys in said.columns.items():
        more = keys[0 if column in joined else 1 :] if isinstance(keys, list) else ()
        found += [Extra(field=key, column=column) for key in more]
    return [*found, *[Extra()] * EXTRAS][:EXTRAS]


def _groups(kind: Kind, fields: Mapping[str, Field]) -> list[tuple[Text, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, field in fields.items():
        found = linked_key(kind, key)
        groups[found[0].name if found else kind.name].append((key, field.name))
    return [(KINDS[name].label, options) for name, options in groups.items()]


def _keys(kind: Kind, fields: Mapping[str, Field]) -> list[tuple[str, str]]:
    """The fields by which a record can be known."""
    return [(key, field.name) for key, field in fields.items() if linked_key(kind, key) is None and _tells(field)]


def _tells(field: Field) -> bool:
    return field.type in ("text", "email", "phone", "number", "link") and field.key != "currency"
