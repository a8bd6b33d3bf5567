"""What an import would do, told before it does it: its rows are read as they will be, and nothing is written."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import DEAL
from stepmark.catalogue.points import Point
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.values import parse
from stepmark.commands.import_record import Fault, Key, PreparedRow
from stepmark.domain.attributes import FieldType
from stepmark.domain.rights import Actor
from stepmark.importing.barred import points_of_row
from stepmark.importing.links import Links, is_link
from stepmark.importing.plan import Plan, row_reader
from stepmark.importing.table import FIRST_ROW
from stepmark.platform.db import Database
from stepmark.platform.i18n import Text
from stepmark.queries.exceptions import entries_by_key, has_exceptions
from stepmark.queries.import_bindings import FilledStep, filled_steps
from stepmark.queries.imports import known_keys

MOST_READ = 10_000
MOST_SHOWN = 10
MOST_KINDS = 20
MOST_UNKNOWN = 30
_TOLD_BY_NAME = (FieldType.CHOICE, FieldType.MULTI_CHOICE, FieldType.USER)


@dataclass(frozen=True)
class PreviewRow:
    """One row as it will be read: by field key its Python value, or a link's text, and what is wrong with it."""

    number: int
    becomes: str
    values: Mapping[str, Any]
    faults: Mapping[str, Sequence[Fault]]


@dataclass(frozen=True)
class Unknown:
    """A text that stands in a column and names nothing there is, in `rows` rows."""

    field: Field
    column: str
    text: str
    rows: int


@dataclass
class Preview:
    """What was read: the first rows, and of all that were `read` (at most MOST_READ of `total`) what becomes of them.

    `becomes` counts "added", "merged", "skipped" and "left_out"; `along` the linked records to be made, by kind.
    `barred` are phones and e-mails that are on the exceptions list.
    """

    total: int
    read: int = 0
    rows: list[PreviewRow] = field(default_factory=list)
    becomes: Counter[str] = field(default_factory=Counter)
    along: Counter[str] = field(default_factory=Counter)
    faulty: int = 0
    faults: Counter[tuple[str, str, Text]] = field(default_factory=Counter)
    unknown: list[Unknown] = field(default_factory=list)
    steps: list[FilledStep] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether every row was read."""
        return self.read == self.total

    @property
    def fault_kinds(self) -> list[tuple[str, str, Text, int]]:
        """The most frequent faults: column, value, text, rows."""
        return [(*told, rows) for told, rows in self.faults.most_common(MOST_KINDS)]


def preview_of(database: Database, actor: Actor, plan: Plan) -> Preview:
    """Read the file's first rows, many enough to say what would happen."""
    looking = _Looking(database, actor, plan)
    looking.look()
    return looking.preview


class _Looking:
    def __init__(self, database: Database, actor: Actor, plan: Plan) -> None:
        self._plan, self._reader = plan, Reader(actor.time_zone, actor.locale, actor.currency)
        self._rows = row_reader(plan, actor, Links(database, actor))
        self._unknown: Counter[tuple[str, str, str]] = Counter()
        self._filled: Counter[str] = Counter()
        self._along: set[tuple[str, str]] = set()
        self._points: set[Point] = set()
        key = [plan.fields[each] for each in plan.layout.key]
        with database.reading(actor.workspace_id, access=actor.access) as session:
            self._known: dict[Key, int] = known_keys(session, actor, plan.kind, key) if key else {}
            self._asks_exceptions = has_exceptions(session)
        self._database, self._actor = database, actor
        self.preview = Preview(len(plan.table.rows))

    def look(self) -> None:
        """Read, count, and ask what follows."""
        for number, cells in self._plan.table.numbered(0, MOST_READ):
            self._take(self._rows.read(number, cells), cells)
        self.preview.unknown = list(self._told_unknown())
        with self._database.reading(self._actor.workspace_id, access=self._actor.access) as session:
            self.preview.barred = sorted(entry.text for entry in entries_by_key(session, self._points).values())
            if self._plan.kind is DEAL:
                self.preview.steps = filled_steps(session, self._filled)

    def _take(self, row: PreparedRow, cells: Sequence[str]) -> None:
        preview = self.preview
        becomes = self._becomes(row)
        preview.read += 1
        preview.becomes[becomes] += 1
        preview.faulty += bool(row.faults)
        for fault in row.faults:
            preview.faults[fault.column, fault.value[:60], fault.message] += 1
        if becomes in ("added", "merged"):
            self._count_along(row)
            self._filled.update({*row.raw, *(each.field for each in row.linked)})
            if self._asks_exceptions:
                self._points.update(points_of_row(self._plan.kind, row, self._reader))
        self._note_unknown(row)
        if len(preview.rows) < MOST_SHOWN:
            preview.rows.append(self._shown(row, becomes))

    def _becomes(self, row: PreparedRow) -> str:
        if not row.usable:
            return "left_out"
        if row.key is None or not self._plan.layout.key:
            return "added"
        if row.key in self._known:
            return "skipped" if self._plan.layout.duplicates == "skip" else "merged"
        self._known[row.key] = 0
        return "added"

    def _count_along(self, row: PreparedRow) -> None:
        for linked in row.linked:
            if linked.known is None and linked.names[0] not in self._along:
                self._along.update(linked.names)
                self.preview.along[linked.kind.name] += 1

    def _note_unknown(self, row: PreparedRow) -> None:
        for fault in row.faults:
            target = self._plan.fields.get(fault.key)
            if target is not None and fault.value and can_be_told(target):
                self._unknown[fault.key, fault.column, fault.value] += 1

    def _told_unknown(self) -> Iterator[Unknown]:
        for (key, column, text), rows in self._unknown.most_common(MOST_UNKNOWN):
            yield Unknown(self._plan.fields[key], column, text, rows)

    def _shown(self, row: PreparedRow, becomes: str) -> PreviewRow:
        faults: dict[str, list[Fault]] = {}
        shown = {source.field.key for source in self._plan.layout.sources}
        for fault in row.faults:
            faults.setdefault(fault.key if fault.key in shown else "", []).append(fault)
        cells = self._plan.table.rows[row.number - FIRST_ROW]
        return PreviewRow(row.number, becomes, dict(self._values(row, cells)), faults)

    def _values(self, row: PreparedRow, cells: Sequence[str]) -> Iterable[tuple[str, Any]]:
        raw = {
            **row.raw,
            **{f"{each.kind.name}.{key}": value for each in row.linked for key, value in each.raw.items()},
        }
        linked = {each.field for each in row.linked}
        for source in self._plan.layout.sources:
            key = source.field.key
            if is_link(source.field):
                if key in raw or key in linked:
                    yield key, self._rows.text(source, cells)
            elif key in raw:
                yield key, self._parsed(source.field, raw[key])

    def _parsed(self, target: Field, raw: Any) -> Any:
        try:
            return parse(target, raw, self._reader)
        except ValueFault:
            return str(raw)


def can_be_told(target: Field) -> bool:
    """Whether a text that names nothing can be said to mean one of a list."""
    return target.type in _TOLD_BY_NAME or (target.type is FieldType.RECORD and target.related in ("stage", "process"))
