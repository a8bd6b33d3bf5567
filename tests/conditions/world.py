"""Worlds for the two readers: records of all kinds with their links, and trees that ask about them.

Values and operands come from one small pool for each type, so that comparisons hit about as often as they miss.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from graphlib import TopologicalSorter
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from stepmark.catalogue.fields import MULTIPLE_TYPES, Field
from stepmark.catalogue.kinds import KINDS, LEAD, Kind
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.values import TYPES, to_cells
from stepmark.conditions.calendar import ANCHORS
from stepmark.conditions.context import Context
from stepmark.conditions.operators import operators_for
from stepmark.conditions.operators.base import MOST_DAYS, Operator, Takes
from stepmark.conditions.paths import Path, leads_to_records, paths_from
from stepmark.domain.attributes import FieldType
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.fields import CustomField, FieldValue
from stepmark.platform.money import Money
from tests.cast import Cast

OPTIONS = ["Gold", "żółty", "ПРЕМИУМ", "Straße"]
TODAY = date(2026, 10, 25)
# Summer time ends on that day in Warsaw; São Paulo has skipped midnights, Apia a whole day; the rest is odd by minutes.
ZONES = ["UTC", "Europe/Warsaw", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu", "America/St_Johns"]
RATES = {"EUR": Decimal("4.25"), "JPY": Decimal("0.026713"), "BHD": Decimal("9.871234567")}

words = [
    "Łódź", "łódź", "ŁÓDŹ", "Lodz", "Straße", "STRASSE", "İstanbul", "istanbul", "Ёлка", "ёлка", "Елка", "Е\u0308лка",
    "e\u0301te\u0301", "été", "ﬁrma", "firma", "100%", "100", "a_b", "axb", "a/b", "[a]", "٣", "x" * 99 + "É",
    "X" * 120,
]  # fmt: skip
days = [date.min, date.max, *(TODAY + timedelta(days=n) for n in (-400, -31, -30, -8, -7, -1, 0, 1, 2, 7, 8, 30, 66))]
pools: dict[FieldType, list[Any]] = {
    FieldType.TEXT: words,
    FieldType.LONG_TEXT: [*words, "Łódź\nulica  Straße 7"],
    FieldType.NUMBER: [*map(Decimal, ("0", "1", "-1", "0.000001", "5.5", "999999999999.999999", "-999999999999"))],
    FieldType.MONEY: [
        *(Money(Decimal(amount), "PLN") for amount in ("0.00", "0.01", "4.25", "425.00", "999999999999999.99")),
        *(Money(Decimal(amount), "EUR") for amount in ("0.00", "1.00", "100.00", "-100.00")),
        *(Money(Decimal(amount), "JPY") for amount in ("0", "159", "15909")),
        *(Money(Decimal(amount), "BHD") for amount in ("0.001", "43.054")),
        *(Money(Decimal(amount), "USD") for amount in ("0.00", "1.00", "100.00")),
    ],
    FieldType.DATE: days,
    FieldType.DATETIME: [
        datetime(1, 1, 2, 0, 0, 1, tzinfo=UTC),
        datetime(9999, 12, 30, 23, 59, 59, tzinfo=UTC),
        datetime(2018, 11, 4, 3, tzinfo=UTC),
        datetime(2011, 12, 30, 10, tzinfo=UTC),
        *(
            datetime.combine(TODAY + timedelta(days=n), time(), ZoneInfo(zone)).astimezone(UTC) + timedelta(seconds=s)
            for zone in ZONES
            for n in (-8, -7, -1, 0, 1, 2, 8)
            for s in (-1, 0, 0.5)
        ),
    ],
    FieldType.YES_NO: [True, False],
    FieldType.CHOICE: OPTIONS,
    FieldType.MULTI_CHOICE: OPTIONS,
    FieldType.EMAIL: ["anna@example.com", "ANNA@EXAMPLE.COM", "żółw@łódź.pl", "a_b@example.com"],
    FieldType.PHONE: ["+48 600 100 200", "600-100-200", "+7 916 123-45-67", "112", "(22) 555 12 34"],
    FieldType.LINK: ["https://example.com/Łódź", "http://example.com", "https://EXAMPLE.com/łódź?a=100%"],
    FieldType.FILE: [1, 2, 2**63 - 1],
}
_AMOUNTS = ("amount", "price")
_TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.EMAIL, FieldType.LINK)


@dataclass(frozen=True, eq=False)
class World:
    """A workspace with a custom field of each type on each kind; everything drawn lives in one transaction of it."""

    cast: Cast
    fields_by_kind: Mapping[str, Mapping[str, Field]]

    @property
    def members(self) -> list[int]:
        return [each.member_id for each in (self.cast.anna, self.cast.boris, self.cast.magda) if each.member_id]

    @cache  # noqa: B019 - a world lives as long as its test
    def paths(self, kind: Kind) -> list[Path]:
        """Everything that can be asked about a kind."""
        return list(paths_from(kind, self.fields_by_kind))

    def values(self, each: Field) -> list[Any]:
        """Single values that the field may hold."""
        if each.type is FieldType.USER:
            return self.members
        if each.type is FieldType.RECORD:
            first = below(each.related)
            return self.places(each.kind).get(each.related, [first + 1, first + 2, first + 3])
        if each.bounds:
            return [Decimal(text) for text in ("0", "1", "5.5", "23", "100")]
        return [key for key, _label in each.choices] or pools[each.type]

    def places(self, kind: str) -> dict[str, list[int]]:
        """The process of a kind that has one, and its stages."""
        cast = self.cast
        if kind == LEAD.name:
            return {"process": [cast.lead_process_id], "stage": cast.lead_stages}
        return {"process": [cast.process_id], "stage": cast.stages}


def below(kind: str) -> int:
    """What the ids of a kind are above: leads share their table with deals."""
    return 1000 if kind == LEAD.name else 0


def add_fields(cast: Cast) -> None:
    """A custom field of each type on each kind, and of each type that may hold several one that does."""
    for kind in KINDS:
        for type in (each for each in FieldType if each is not FieldType.RECORD):
            options = OPTIONS if "choice" in type else []
            cast.put(CustomField(kind=kind, key=type, label=type, type=type, options=options))
            if type in MULTIPLE_TYPES:
                cast.put(CustomField(kind=kind, key=f"{type}s", label=f"{type}s", type=type, multiple=True))


@dataclass
class Row:
    """One record that is yet to be written: its single values, tuples where there are several, None where empty."""

    kind: Kind
    id: int
    values: dict[str, Any]
    deleted: bool = False


@dataclass
class Scene:
    """Records of one kind with what they link to, stored trees that ask about them, and the world they are asked in."""

    kind: Kind
    rows: dict[str, list[Row]]
    trees: list[Any]
    before: dict[str, Any]
    context: Context

    def value(self, record_id: int, path: Path) -> Any:
        """What a record shows at a path; a link to a deleted record is empty."""
        row: Row | None = self.rows[self.kind.name][record_id - 1 - below(self.kind.name)]
        for link in path.links:
            row = row and self._linked(row, link)
        if row is None or (leads_to_records(path.field) and self._linked(row, path.field) is None):
            return None
        return row.values.get(path.field.key)

    def _linked(self, row: Row, link: Field) -> Row | None:
        row_id = row.values.get(link.key)
        linked = self.rows[link.related][row_id - 1 - below(link.related)] if row_id else None
        return linked if linked and not linked.deleted else None


def scene(world: World, random: Random, *, records: int, trees: int) -> Scene:
    """Only what the trees ask for is filled in, from few values for each field, so that they meet."""
    draw = _Draw(world, random)
    kind = random.choice(list(KINDS.values()))
    paths = [draw.path(kind) for _each in range(4)]
    read = {name: [path.field for path in paths if path.field.kind == name] for name in KINDS}
    rows = {
        name: [
            draw.row(KINDS[name], below(name) + n + 1, read[name]) for n in range(records if name == kind.name else 3)
        ]
        for name in KINDS
    }
    asked = [draw.tree(paths) for _each in range(trees)]
    own = [path.field for path in paths if path.is_own]
    before = {each.key: draw.value(each, records) for each in own if random.random() < 0.6}
    return Scene(kind, rows, asked, before, draw.context())


def write(session: Session, world: World, scene: Scene) -> None:
    """Put the records into the database, by their ids."""
    for name in _LINKED_FIRST:
        for row in scene.rows[name]:
            session.add(_record(world, row))
            for key, value in row.values.items():
                session.add_all(_further_rows(world.fields_by_kind[name][key], row, value))
        session.flush()


# The kinds, each after those that it links to.
_LINKED_FIRST = tuple(
    TopologicalSorter(
        {
            name: {field.related for field in kind.system_fields if field.related in KINDS and field.related != name}
            for name, kind in KINDS.items()
        }
    ).static_order()
)


class _Draw:
    """Draws all parts of one scene."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.few: dict[Field, list[Any]] = {}

    def path(self, kind: Kind) -> Path:
        """Every type of field as often as any other, and the record's own about as often as all further ones."""
        paths = self.world.paths(kind)
        type = self.random.choice(sorted({path.field.type for path in paths}))
        fitting = [path for path in paths if path.field.type is type]
        own = [path for path in fitting if path.is_own]
        return self.random.choice(own if own and self.random.random() < 0.5 else fitting)

    def row(self, kind: Kind, row_id: int, read: list[Field]) -> Row:
        always = [each for each in kind.system_fields if leads_to_records(each) or each.point or each.required]
        values = {each.key: self.value(each, row_id - 1) for each in [*always, *read]}
        return Row(kind, row_id, values, deleted=self.random.random() < 0.2)

    def value(self, each: Field, last_id: int) -> Any:
        """A value of the field; a link leads to one of the first three records, a company's to one before it."""
        few = self._few(each)
        if each.kind == each.related:
            few = [value for value in few if value <= last_id]
        is_needed = each.required or each.key in ("stage_id", "process_id", "status")
        if not few or (self.random.random() < 0.2 and not is_needed):
            return None
        if _is_alone(each):
            return f"{self.random.choice(few)[:40]} {last_id}"
        several = tuple(dict.fromkeys(self.random.choices(few, k=self.random.randint(1, 3))))
        return several if each.multiple else several[0]

    def tree(self, paths: list[Path], depth: int = 0) -> Any:
        shape = self.random.random() + depth / 8
        if shape > 0.6:
            return self._leaf(self.random.choice(paths))
        if shape > 0.45:
            return {"not": self.tree(paths, depth + 1)}
        nodes = [self.tree(paths, depth + 1) for _each in range(self.random.choice([0, 1, 2, 2, 3]))]
        return {self.random.choice(["all", "any"]): nodes}

    def context(self) -> Context:
        return Context(
            today=TODAY,
            now=datetime(2026, 10, 25, 11, 59, 59, 70, tzinfo=UTC),
            time_zone=self.random.choice(ZONES),
            currency="PLN",
            rates=self.random.choice([RATES, RATES, {}]),
            member_id=self.random.choice([None, *self.world.members]),
        )

    def _leaf(self, path: Path) -> Any:
        operator = self.random.choice(operators_for(path.field, about_changes=path.is_own))
        leaf: dict[str, Any] = {"field": path.key, "op": operator.name}
        if operator.takes is not Takes.NOTHING:
            leaf["value"] = self._operand(operator, path.field)
        if path.is_own and not operator.is_about_change and self.random.random() < 0.2:
            leaf["before"] = True
        return leaf

    def _operand(self, operator: Operator, each: Field) -> Any:
        if operator.takes is Takes.DAYS:
            return self._days(each) * (-1 if operator.name == "within" and self.random.random() < 0.5 else 1)
        if operator.takes is Takes.VALUES:
            return [self._single(operator, each) for _each in range(self.random.randint(1, 3))]
        if operator.takes is Takes.RANGE:
            return self._pair(operator, each)
        return self._single(operator, each)

    def _days(self, each: Field) -> int:
        """How far one of the field's values is from today, or one day beside it."""
        value = self.random.choice(self._few(each))
        day = value.date() if isinstance(value, datetime) else value
        return min(abs((TODAY - day).days) + self.random.choice([0, 0, 1]), MOST_DAYS)

    def _pair(self, operator: Operator, each: Field) -> list[Any]:
        """Two operands in an order that is not refused."""
        pair = [self._single(operator, each), self._single(operator, each)]
        try:
            operator.read(pair, each, Reader(currency="PLN"))
        except ValueFault:
            pair.reverse()
        return pair

    def _single(self, operator: Operator, each: Field) -> Any:
        value = self.random.choice(self._few(each))
        if each.type in (FieldType.DATE, FieldType.DATETIME):
            return self._time(value, each)
        if each.type is FieldType.USER and self.random.random() < 0.3:
            return "me"
        stored = TYPES[each.type].json(value)
        if each.type is FieldType.PHONE or operator.name in ("contains", "starts_with"):
            return self._part(stored, operator.name)
        return stored.upper() if each.type in _TEXTS and self.random.random() < 0.3 else stored

    def _part(self, text: str, operator: str) -> str:
        """A piece of a text that leaves something to look for."""
        start = 0 if operator == "starts_with" else self.random.randint(0, 3)
        piece = text[start : start + self.random.randint(1, 12)].strip()
        usable = operator in ("contains", "starts_with") and (piece.isalpha() or any(map(str.isdigit, piece)))
        return self.random.choice([piece, piece.upper()]) if usable else text

    def _time(self, value: date, each: Field) -> Any:
        names = [name for name in ANCHORS if name != "now" or each.type is FieldType.DATETIME]
        return self.random.choice(
            [
                TYPES[each.type].json(value),
                value.strftime("%Y-%m-%d").zfill(10),
                self.random.choice(days).isoformat(),
                {"relative": self.random.choice(names), "shift": self.random.randint(-2, 2)},
            ]
        )

    def _few(self, each: Field) -> list[Any]:
        """The values that this scene knows for a field: neighbours, which are those that may be mistaken."""
        if each not in self.few:
            values = [value for value in self.world.values(each) if len(str(value)) <= each.limit]
            start = self.random.randrange(len(values))
            self.few[each] = (values + values)[start : start + 3]
        return self.few[each]


def _record(world: World, row: Row) -> Any:
    record: Any = row.kind.model()
    deleted_at = datetime.now(UTC) if row.deleted else None
    needed: dict[str, Any] = {row.kind.title_key: "x", "id": row.id, "deleted_at": deleted_at}
    if row.kind.has_stages:
        places = world.places(row.kind.name)
        needed |= {"process_id": places["process"][0], "stage_id": places["stage"][0]}
    if row.kind.has_currency:
        needed["currency"] = "PLN"
    columns = {
        str(each.column): _column_value(each, row.values[each.key], row.id)
        for each in row.kind.system_fields
        if each.column and each.key in row.values
    }
    if amounts := [value for key, value in row.values.items() if key in _AMOUNTS and value]:
        columns["currency"] = amounts[0].currency
    for name, value in (needed | columns).items():
        setattr(record, name, value)
    return record


def _is_alone(each: Field) -> bool:
    """Whether no two records have the same: what says so, and the numbers of papers."""
    return each.unique or each.key == "number"


def _column_value(each: Field, value: Any, row_id: int) -> Any:
    if isinstance(value, Money | Decimal):
        return TYPES[each.type].cell(value).number
    # An empty text is as good as none; older data may hold either.
    is_blank = value is None and each.type in _TEXTS and row_id % 2 and not _is_alone(each)
    return "" if is_blank else value


def _further_rows(each: Field, row: Row, value: Any) -> list[Any]:
    if each.is_custom:
        return [
            FieldValue(field_id=each.custom_id, record_id=row.id, position=n, **cell._asdict())
            for n, cell in enumerate(to_cells(each, value))
        ]
    cells = to_cells(each, value) if each.point else []
    return [
        ContactPoint(
            kind=each.kind, record_id=row.id, type=each.point, position=n, text=cell.text, folded=cell.folded or ""
        )
        for n, cell in enumerate(cells)
    ]
