"""The values that placeholders read, for a chunk of records at once: a number of statements that stays."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.automation.placeholders.names import FIRST_NAME, PEOPLE
from stepmark.automation.placeholders.printing import Amount, Day, Moment, Named, option
from stepmark.automation.variables import readable
from stepmark.catalogue.constants import KnownConstant, known_constants
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.conditions.paths import FieldsByKind, Path
from stepmark.domain.attributes import FieldType
from stepmark.domain.field_access import Access
from stepmark.domain.people import Member, Person
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import now
from stepmark.platform.days import day_of
from stepmark.platform.money import Money
from stepmark.platform.text import first_name
from stepmark.queries.condition_values import seen_values
from stepmark.queries.field_access import lines_access
from stepmark.queries.labels import label_rows, target_of
from stepmark.queries.lines import Lines, LineShape, lines_by_record
from stepmark.queries.list_fields import readable_fields
from stepmark.queries.values import Values


class Batch:
    """Records of one kind, and what was loaded of them and of what they lead to."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        kind: Kind,
        records: Sequence[Record],
        *,
        day: date | None = None,
        fields: FieldsByKind | None = None,
    ) -> None:
        workspace = session.get_one(Workspace, actor.workspace_id)
        self.session, self.actor, self.kind, self.records = session, actor, kind, records
        self.fields = fields or readable_fields(session)
        self.locale, self.time_zone = workspace.locale, workspace.time_zone
        self.constants = known_constants(workspace.constants)
        moment = now()
        self.alone: dict[str, object] = {
            "today": self.shown(day or day_of(moment, self.time_zone)),
            "now": self.shown(moment),
            "workspace": Named(workspace.name, {"name": workspace.name}),
        }
        self.people: dict[int, Named] = {}
        self._names: dict[str, dict[int, Named]] = defaultdict(dict)
        self._values: dict[int, Values] = {record.id: {} for record in records}
        self._loaded: set[str] = set()
        self._lines: dict[int, Lines] | None = None

    def load(self, paths: Collection[Path], users: Collection[int | None]) -> None:
        """Load what was not loaded before. What the actor may not look at over a link stays empty."""
        new = [path for path in paths if path.key not in self._loaded and (path.is_own or self.actor.sees_all)]
        self._loaded |= {path.key for path in new}
        for record_id, values in seen_values(self.session, new, self.records).items() if new else ():
            self._values[record_id] |= values
        wanted: dict[str, set[int]] = defaultdict(set, {FieldType.USER: {each for each in users if each}})
        for path in new:
            if target := target_of(path.field):
                wanted[target] |= {row_id for each in self._values.values() if (row_id := each.get(path.key))}
        self._load_people(wanted.pop(FieldType.USER) - self.people.keys())
        self._load_names({target: ids - self._names[target].keys() for target, ids in wanted.items()})

    def value(self, record: Record, path: Path) -> Any:
        """What a path leads to, as a template is given it; None when it is empty."""
        return self.shown(self._values[record.id].get(path.key), path.field)

    def lines(self, record: Record) -> list[Named]:
        """The products on a record: each has name, quantity, unit, price, discount, tax_rate, total and gross."""
        if lines_access(self.actor, self.kind) is Access.HIDDEN:
            return []
        if self._lines is None:
            self._lines = lines_by_record(self.session, self.kind, self.records)
        return [_line(line) for line in self._lines[record.id].lines]

    def constant(self, constant: KnownConstant) -> Any:
        """A constant's value, as a template is given it."""
        return self.shown(constant.value, constant.field)

    def yielded(self, stored: Any) -> Any:
        """What an action before has yielded, as a template is given it."""
        field, value = readable(stored)
        return self.shown(value, field)

    def shown(self, value: Any, field: Field | None = None) -> Any:
        """A value of a field, or one that an action has yielded, as a template is given it."""
        if isinstance(value, tuple | list) and not isinstance(value, Money):
            return [self.shown(each, field) for each in value]
        if field and value is not None and target_of(field):
            return (self.people if field.type is FieldType.USER else self._names[target_of(field)]).get(value)
        if field and isinstance(value, str) and field.choices:
            return option(value, dict(field.choices).get(value, value))
        if isinstance(value, Money):
            return Amount.of(value)
        if isinstance(value, datetime):
            return Moment.fromtimestamp(value.timestamp(), ZoneInfo(self.time_zone))
        return Day.fromordinal(value.toordinal()) if isinstance(value, date) else value

    def _load_people(self, ids: Collection[int]) -> None:
        if not ids:
            return
        query = select(Member.id, Member.name, Person.email).join(Person, Person.id == Member.person_id)
        for member_id, name, email in self.session.execute(query.where(Member.id.in_(ids))):
            first = first_name(name)
            self.people[member_id] = Named(first, {"name": name, FIRST_NAME: first, "email": email})

    def _load_names(self, wanted: dict[str, set[int]]) -> None:
        for target, labels in label_rows(self.session, self.actor, wanted).items():
            for row_id, label in labels.items():
                name = first_name(label.name) if target in PEOPLE else label.name
                self._names[target][row_id] = Named(name, {"name": label.name})


def _line(line: LineShape) -> Named:
    def amount(value: Decimal) -> Amount:
        return Amount.of(Money(value, line.currency))

    parts = {
        "name": line.name,
        "quantity": line.quantity,
        "unit": line.unit,
        "price": amount(line.price),
        "discount": line.discount,
        "tax_rate": line.tax_rate,
        "total": amount(line.figures.net),
        "gross": amount(line.figures.gross),
    }
    return Named(line.name, parts)
