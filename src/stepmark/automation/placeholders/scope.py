"""What the placeholders of a text show of one record and of what stands around it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from stepmark.automation.placeholders.batch import Batch
from stepmark.automation.placeholders.names import CONSTANTS, FIRST_NAME, PAYLOAD, PEOPLE, RECORD, Placeholder
from stepmark.automation.placeholders.printing import Named
from stepmark.catalogue.kinds import Kind
from stepmark.conditions.paths import FieldsByKind
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import Text
from stepmark.platform.text import first_name


@dataclass
class Scope:
    """One record; `user_id` is the member who set the rule off, `values` what actions before have yielded, `payload`
    what came in from outside.

    What a text reads is loaded when it is rendered, for all records of the batch at once.
    """

    batch: Batch
    record: Record
    user_id: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    payload: Mapping[str, Any] | None = None

    def names(self, wanted: Iterable[Placeholder]) -> dict[str, object]:
        """What a template is given: a tree of the values that these placeholders read."""
        found = list(wanted)
        users = {self.user_id} - {None} if any(each.names[0] == "user" for each in found) else set()
        self.batch.load([each.path for each in found if each.path], users)
        is_person = self.batch.kind.name in PEOPLE
        tree = Named(first_name(self.record.label) if is_person else self.record.label)
        for each in found:
            if each.path and len(each.names) > 1:
                _hang(tree, each, self.batch.value(self.record, each.path))
        if any(each.reads_lines for each in found):
            tree["lines"] = self.batch.lines(self.record)
        return {
            **self.batch.alone,
            RECORD: tree,
            self.batch.kind.name: tree,
            "user": self.batch.people.get(self.user_id or 0),
            PAYLOAD: self.payload,
            "values": {name: self.batch.yielded(value) for name, value in self.values.items()},
            CONSTANTS: {key: self.batch.constant(each) for key, each in self.batch.constants.items()},
        }

    @property
    def extra(self) -> dict[str, Text]:
        """The names of the yielded values and of the constants, with their labels."""
        constants: dict[str, Text] = {f"{CONSTANTS}.{key}": each.name for key, each in self.batch.constants.items()}
        brought = {} if self.payload is None else {PAYLOAD: PAYLOAD}
        return {name: name for name in self.values} | constants | brought


def scope_of(
    session: Session,
    actor: Actor,
    kind: Kind,
    record: Record,
    *,
    user_id: int | None = None,
    values: Mapping[str, Any] | None = None,
    payload: Mapping[str, Any] | None = None,
    day: date | None = None,
    fields: FieldsByKind | None = None,
) -> Scope:
    """The scope of one record, read with the actor's eyes; `day` is what "today" means, where it is not today."""
    batch = Batch(session, actor, kind, [record], day=day, fields=fields)
    return Scope(batch, record, user_id, values or {}, payload)


def scopes_of(
    session: Session,
    actor: Actor,
    kind: Kind,
    records: Sequence[Record],
    *,
    user_id: int | None = None,
    day: date | None = None,
    fields: FieldsByKind | None = None,
) -> dict[int, Scope]:
    """The scopes of a chunk of records by id, which together cost as many statements as one."""
    batch = Batch(session, actor, kind, records, day=day, fields=fields)
    return {record.id: Scope(batch, record, user_id) for record in records}


def _hang(tree: Named, placeholder: Placeholder, value: object) -> None:
    """Put a value where its names lead to. A part lies in its value already, but for a contact's first name."""
    names = placeholder.names[1:]
    if placeholder.part == FIRST_NAME and isinstance(value, str):
        value = first_name(value)
    elif placeholder.part:
        names = names[:-1]
    *way, last = names
    for name in way:
        inner = tree.get(name)
        if not isinstance(inner, Named):
            inner = tree[name] = Named()
        tree = inner
    known = tree.get(last)
    if isinstance(known, Named) and isinstance(value, Named):
        known.name = value.name
        known.update({name: part for name, part in value.items() if name not in known})
    elif not isinstance(known, Named):
        tree[last] = value
