"""What fields point at, by name: one statement for each kind of thing pointed at, however many values there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import null, select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS
from stepmark.domain.attributes import FieldType
from stepmark.domain.notes import File
from stepmark.domain.people import Member
from stepmark.domain.processes import Process, Stage
from stepmark.domain.rights import Actor
from stepmark.queries.visible import visible

Wanted = Mapping[str, Iterable[int]]


class Label(NamedTuple):
    """The name of something that a field points at, and whether it was deleted since."""

    name: str
    deleted: bool


class Labels:
    """Names by target ("user", "company" …) and id. What the reader may not see has none."""

    def __init__(self, found: Mapping[str, Mapping[int, Label]]) -> None:
        self._found = found

    def of(self, field: Field) -> dict[int, str]:
        """The names of what this field's values point at, by id."""
        return {row_id: label.name for row_id, label in self._found.get(target_of(field), {}).items()}

    def get(self, field: Field, row_id: int) -> Label | None:
        """One of them."""
        return self._found.get(target_of(field), {}).get(row_id)

    def url(self, field: Field, row_id: Any) -> str:
        """Where the thing can be opened; empty when it has no page, is deleted or is not to be seen."""
        label = self.get(field, row_id) if target_of(field) else None
        if label is None or label.deleted:
            return ""
        if field.type is FieldType.FILE:
            return f"/files/{row_id}"
        return f"/{KINDS[field.related].plural}/{row_id}" if field.related in KINDS else ""


def target_of(field: Field) -> str:
    """What a field's values point at: "user", "file", a record kind, "process", "stage"; empty for plain values."""
    if field.type is FieldType.RECORD:
        return field.related
    return str(field.type) if field.type in (FieldType.USER, FieldType.FILE) else ""


def labels_for(session: Session, actor: Actor, fields: Iterable[Field], values: Iterable[Mapping[str, Any]]) -> Labels:
    """The names of everything that these fields of these records point at."""
    pointing = [(field, target_of(field)) for field in fields if target_of(field)]
    wanted: dict[str, set[int]] = defaultdict(set)
    for record in values:
        for field, target in pointing:
            if isinstance(row_id := record.get(field.key), int):
                wanted[target].add(row_id)
    return Labels(label_rows(session, actor, wanted))


def label_rows(session: Session, actor: Actor, wanted: Wanted) -> dict[str, dict[int, Label]]:
    """The labels of these ids by target."""
    return {target: _labels(session, actor, target, set(ids)) for target, ids in wanted.items() if ids}


def _labels(session: Session, actor: Actor, target: str, ids: set[int]) -> dict[int, Label]:
    query: Any
    if target == FieldType.USER:
        query = select(Member.id, Member.name, null()).where(Member.id.in_(ids))
    elif target in KINDS:
        model = KINDS[target].linked_model
        name = getattr(model, model.name_column)
        query = select(model.id, name, model.deleted_at).where(model.id.in_(ids), visible(model, actor))
    else:
        named: Any = {"file": File, "process": Process, "stage": Stage}[target]
        query = select(named.id, named.name, named.deleted_at).where(named.id.in_(ids))
    return {row_id: Label(name, deleted_at is not None) for row_id, name, deleted_at in session.execute(query)}
