"""From the cells of one row to what its kind's verbs take, with every fault told by row and column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.commands.import_record import Fault, Key, PreparedRow
from stepmark.importing.brought_along import BroughtAlong
from stepmark.importing.cells import CellReader
from stepmark.importing.layout import Layout, Source
from stepmark.importing.links import Links, NotYet
from stepmark.importing.workbook import Exact
from stepmark.platform.i18n import Lazy, _
from stepmark.platform.spreadsheet import unguarded


@dataclass
class _Reading:
    """What is known of a row while it is read; `named` are its links to records that it may bring along."""

    raw: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    waits: bool = False


class RowReader:
    """Reads the rows of one file by its layout."""

    def __init__(
        self,
        kind: Kind,
        columns: Sequence[str],
        fields: Mapping[str, Field],
        layout: Layout,
        links: Links,
        reader: Reader,
    ) -> None:
        self._kind, self._columns, self._fields, self._layout = kind, columns, fields, layout
        self._cells, self._along = CellReader(links, reader), BroughtAlong(kind, layout, links)
        self._required = [each for each in fields.values() if each.required and each.by_hand]
        self._names = {source.field.key: source.name for source in layout.sources}

    def read(self, number: int, cells: Sequence[str]) -> PreparedRow:
        """The row. A fault in a cell that may be empty costs that cell; in one that may not, the row."""
        reading = _Reading(faults=self._expected(cells))
        self._fill(reading, cells, self._layout.sources)
        linked = self._along.taken_out(reading.raw, reading.named) if self._layout.linked else ()
        missing = self._missing(reading)
        shape = self._shape(cells)
        return PreparedRow(
            number=number,
            raw=reading.raw,
            faults=[*shape, *reading.faults, *missing],
            usable=not missing and not (shape and len(cells) > len(self._columns)),
            waits=reading.waits,
            key=self._key(reading),
            columns=self._names,
            linked=linked,
        )

    def read_links(self, cells: Sequence[str]) -> tuple[dict[str, Any], list[Fault]]:
        """Only the links to other records of the same kind, once all rows are in."""
        reading = _Reading()
        own = [source for source in self._layout.sources if source.field.related == self._kind.name]
        self._fill(reading, cells, own, last_call=True)
        return reading.raw, reading.faults

    def text(self, source: Source, cells: Sequence[str]) -> str:
        """What stands in the source's columns, as it is read."""
        return _text(source, cells) or self._default(source)

    def _fill(
        self, reading: _Reading, cells: Sequence[str], sources: Sequence[Source], *, last_call: bool = False
    ) -> None:
        reading.texts = {source.field.key: _text(source, cells) for source in sources}
        for source in sources:
            text = reading.texts[source.field.key] or self._default(source)
            if not text:
                continue
            hint = cells[source.hint] if source.hint is not None and source.hint < len(cells) else ""
            if source.field.key in self._layout.linked:
                reading.named[source.field.key] = text
            try:
                reading.raw[source.field.key] = self._cells.value(source, text, reading.texts, hint)
            except NotYet as fault:
                if source.field.key in reading.named:
                    continue
                if source.field.related != self._kind.name or last_call:
                    reading.faults.append(Fault(fault.text, source.name, text, source.field.key))
                reading.waits = reading.waits or source.field.related == self._kind.name
            except ValueFault as fault:
                reading.named.pop(source.field.key, None)
                reading.faults.append(Fault(fault.text, source.name, text, source.field.key))

    def _default(self, source: Source) -> str:
        return self._layout.defaults.get(source.field.key, "")

    def _expected(self, cells: Sequence[str]) -> list[Fault]:
        empty = [at for at in self._layout.expect if not (at < len(cells) and cells[at].strip())]
        return [Fault(_("This cell is empty."), self._columns[at]) for at in empty]

    def _shape(self, cells: Sequence[str]) -> list[Fault]:
        wanted = len(self._columns)
        if len(cells) < wanted:
            return [Fault(_("This row has %(has)s cells instead of %(wanted)s.", has=len(cells), wanted=wanted))]
        if any(cell.strip() for cell in cells[wanted:]):
            text = _(
                "This row has %(has)s cells instead of %(wanted)s. Is a text with a separator in it not quoted?",
                has=len(cells),
                wanted=wanted,
            )
            return [Fault(text)]
        return []

    def _missing(self, reading: _Reading) -> list[Fault]:
        missing = [each for each in self._required if each.key not in reading.raw and each.initial is None]
        text = _("“%(field)s” is missing, so this row is left out.").message
        return [Fault(Lazy(text, field=each.label), self._names.get(each.key, ""), key=each.key) for each in missing]

    def _key(self, reading: _Reading) -> Key | None:
        if not self._layout.key or not all(key in reading.raw for key in self._layout.key):
            return None
        return tuple(self._cells.key_text(self._fields[key], reading.raw[key]) for key in self._layout.key)


def _text(source: Source, cells: Sequence[str]) -> str:
    parts = [cells[at] for at in source.columns if at < len(cells)]
    if len(parts) == 1 and isinstance(parts[0], Exact):
        return source.values.get(parts[0], parts[0])
    text = source.between.join(part for each in parts if (part := unguarded(each).strip()))
    return source.values.get(text, text)
