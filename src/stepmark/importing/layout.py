"""Which column fills which field, and how it writes: the mapping where it speaks, guesses from the names elsewhere."""

import dataclasses
from collections import defaultdict
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.domain.attributes import FieldType
from stepmark.importing.joining import between, joined_by_itself
from stepmark.importing.links import is_link
from stepmark.importing.mapping import Linking, Mapping
from stepmark.importing.notation import date_order, decimal_sign
from stepmark.importing.table import Table
from stepmark.importing.targets import LINKED, Names, id_column, linked_key, not_read
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _

_DATES = (FieldType.DATE, FieldType.DATETIME)
_NUMBERS = (FieldType.NUMBER, FieldType.MONEY)
Filled = dict[str, Sequence[int]]


@dataclass(frozen=True)
class Source:
    """Where a field's text comes from: columns by their place (several are joined), and how they write.

    A link is given by its name, by its id (`by_id`), or by its name with the id beside it in the column `hint`.
    """

    field: Field
    columns: Sequence[int]
    name: str
    order: str = "iso"
    decimals: str = "point"
    values: Dictionary[str, str] = dataclasses.field(default_factory=dict)
    hint: int | None = None
    by_id: bool = False
    between: str = ""


@dataclass(frozen=True)
class Layout:
    """The whole reading of a table. `unread` are columns that fill nothing.

    `linked` says by link field what becomes of a record that a row names there, unless it is only to be found.
    """

    sources: list[Source]
    defaults: dict[str, str]
    key: tuple[str, ...]
    duplicates: str
    linked: dict[str, Linking]
    expect: tuple[int, ...]
    unread: list[str]


def layout_of(kind: Kind, table: Table, fields: Dictionary[str, Field], mapping: Mapping) -> Layout:
    """The layout; refuses a mapping that names what is not there, and a file that can't fill a required field."""
    names = Names(kind, fields)
    said = _said(table, names, mapping)
    guessed, hints = _guessed(table, names, fields, mapping, {*said})
    filled = said | guessed
    defaults = {names.get(name, "defaults").key: value for name, value in mapping.defaults.items()}
    _require_required(kind, fields, {*filled, *defaults})
    used = {*hints.values(), *(at for columns in filled.values() for at in columns)}
    known = not_read(kind) | {name for name, target in mapping.columns.items() if target is None}
    sources = [_source(table, names, mapping, fields[key], at, hints.get(key)) for key, at in filled.items()]
    _require_meant(names, mapping, sources)
    return Layout(
        sources=sources + [Source(fields[key], (), key) for key in defaults if key not in filled],
        defaults=defaults,
        key=_key(names, mapping, {*filled}),
        duplicates=mapping.duplicates.do if mapping.duplicates else "add",
        linked=_linked(kind, fields, mapping, {*filled, *defaults}),
        expect=tuple(_place(table, name, "expect") for name in mapping.expect),
        unread=[name for at, name in enumerate(table.columns) if at not in used and name not in known],
    )


def guessed_columns(kind: Kind, table: Table, fields: Dictionary[str, Field]) -> dict[str, str]:
    """The key that each column most likely fills, for those that seem to fill one."""
    guessed, hints = _guessed(table, Names(kind, fields), fields, Mapping(), set())
    places = {at: key for key, columns in guessed.items() for at in columns} | {at: key for key, at in hints.items()}
    return {table.columns[at]: key for at, key in sorted(places.items()) if at not in hints.values()}


def _said(table: Table, names: Names, mapping: Mapping) -> Filled:
    filled: Filled = {}
    for name, columns in mapping.joined.items():
        filled[names.get(name, "joined").key] = tuple(_place(table, column, "joined") for column in columns)
    for column, targets in mapping.columns.items():
        at = _place(table, column, "columns")
        for target in [targets] if isinstance(targets, str) else targets or ():
            field = names.get(target, column)
            if field.key in filled:
                text = _("The mapping fills “%(field)s” twice. Let one column fill it.", field=target)
                raise Problem("invalid", text, field="mapping")
            filled[field.key] = (at,)
    return filled


def _guessed(
    table: Table, names: Names, fields: Dictionary[str, Field], mapping: Mapping, filled: set[str]
) -> tuple[Filled, dict[str, int]]:
    candidates: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, column in enumerate(table.columns):
        found = names.guess(column) if column not in mapping.columns else None
        if found and found.field.key not in filled and column not in table.seconds:
            candidates[found.field.key].append((found.place, at))
    guessed: Filled = {}
    hints: dict[str, int] = {}
    for key, found_there in candidates.items():
        places = [at for _place, at in sorted(found_there)]
        # Our own exports give a link by id and by name; the name holds in any workspace, the id settles namesakes.
        by_id = [at for at in places if is_link(fields[key]) and table.columns[at] == id_column(fields[key])]
        named = [at for at in places if at not in by_id]
        guessed[key] = named if named and joined_by_itself(fields[key]) else (named or by_id)[:1]
        if named and by_id:
            hints[key] = by_id[0]
    return guessed, hints


def _source(
    table: Table, names: Names, mapping: Mapping, field: Field, columns: Sequence[int], hint: int | None
) -> Source:
    name = " + ".join(table.columns[at] for at in columns)
    cells = [row[columns[0]] for row in table.rows if len(row) > columns[0]]
    values = next((each for key, each in mapping.values.items() if _means(names, key, field, name)), {})
    return Source(
        field=field,
        columns=columns,
        name=name,
        order=date_order(name, cells, mapping.dates) if field.type in _DATES else "iso",
        decimals=decimal_sign(name, cells, mapping.decimals) if field.type in _NUMBERS else "point",
        values=values,
        hint=hint,
        by_id=is_link(field) and name == id_column(field),
        between=between(field),
    )


def _require_meant(names: Names, mapping: Mapping, sources: Sequence[Source]) -> None:
    for key in mapping.values:
        if not any(_means(names, key, source.field, source.name) for source in sources):
            text = _("“values” in the mapping: no column fills “%(field)s”.", field=key[:100])
            raise Problem("invalid", text, field="mapping")


def _means(names: Names, key: str, field: Field, column: str) -> bool:
    found = names.find(key)
    return found == field if found else key == column


def _key(names: Names, mapping: Mapping, filled: set[str]) -> tuple[str, ...]:
    rule = mapping.duplicates
    key = tuple(names.get(name, "duplicates").key for name in rule.key) if rule and rule.do != "add" else ()
    for each in key:
        if each not in filled:
            label = names.get(each, "duplicates").label
            text = _("Duplicates are looked for by “%(field)s”, but no column fills it.", field=label)
            raise Problem("invalid", text, field="duplicates")
    return key


def _linked(kind: Kind, fields: Dictionary[str, Field], mapping: Mapping, filled: set[str]) -> dict[str, Linking]:
    """A linked record whose own fields are filled too is added when it is not there, unless the mapping says else."""
    linked: dict[str, Linking] = {}
    for key, target in LINKED.get(kind.name, {}).items():
        its_own = [each for each in sorted(filled) if (found := linked_key(kind, each)) and found[0] is target]
        if its_own and key not in filled:
            text = _(
                "“%(field)s” belongs to a record that no column names. Let a column fill “%(link)s” too.",
                field=fields[its_own[0]].label,
                link=fields[key].label,
            )
            raise Problem("invalid", text, field="mapping")
        said = {str(name): do for name, do in mapping.linked.items()}.get(target.name)
        do: Linking = said or ("add" if its_own else "find")
        if key in filled and do != "find":
            linked[key] = do
    return linked


def _require_required(kind: Kind, fields: Dictionary[str, Field], filled: set[str]) -> None:
    for each in fields.values():
        if each.required and each.by_hand and each.key not in filled and each.initial is None:
            text = _(
                "No column fills “%(field)s”, which every %(kind)s needs. Name one in the mapping.",
                field=each.label,
                kind=kind.label,
            )
            raise Problem("invalid", text, field="mapping")


def _place(table: Table, column: str, where: str) -> int:
    if column not in table.columns:
        text = _(
            "The mapping (%(place)s) names the column “%(column)s”. The file has no such column, but: %(names)s",
            place=where,
            column=column[:100],
            names=", ".join(table.columns)[:2000],
        )
        raise Problem("invalid", text, field="mapping")
    return table.columns.index(column)
