"""What the page of one record shows of its fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import TASK, Kind, Pointer, kind_of_record, pointers_to
from stepmark.domain.deals import DealContact, Sale
from stepmark.domain.record import Record
from stepmark.domain.returned_mails import ReturnedMail
from stepmark.domain.rights import Actor, may_make
from stepmark.platform.i18n import Text
from stepmark.queries.fields import fields_of
from stepmark.queries.labels import Labels, labels_for
from stepmark.queries.returned_mails import addresses_in, marks_in, returned_to
from stepmark.queries.rights import deletable, editable
from stepmark.queries.values import Values, values_of
from stepmark.queries.visible import live

MOST_LINKED = 10


@dataclass(frozen=True)
class Details:
    """A record's fields with their values, the names of what they point at, and what the reader may do with it.

    `marks` are those of its addresses to which mail came back.
    """

    kind: Kind
    record: Record
    fields: Mapping[str, Field]
    values: Values
    labels: Labels
    editable: bool
    deletable: bool
    marks: Mapping[str, ReturnedMail]

    @property
    def shown_fields(self) -> list[Field]:
        """Those that a page lists: all but the record's name, and of those nobody fills only the filled ones."""
        listed = [field for field in self.fields.values() if field.key != self.kind.title_key]
        return [field for field in listed if field.by_hand or self.values[field.key] is not None]

    def marks_in(self, field: Field) -> list[tuple[str, ReturnedMail]]:
        """The addresses in a field to which mail came back."""
        return marks_in(field, self.values, self.marks)

    @property
    def url(self) -> str:
        """The record's own page."""
        return f"/{self.kind.plural}/{self.record.id}"


@dataclass(frozen=True)
class LinkedRecords:
    """Records of one kind that point at a record by one field: the newest of them."""

    title: Text
    kind: Kind
    field: str
    records: Sequence[Any]
    more: bool

    def all_of(self, record_id: int) -> str:
        """Where all of them are listed."""
        return f"{self.kind.list_path}?{self.field}={record_id}&state=all"


def seen_details(session: Session, actor: Actor, kind: Kind, record_id: int) -> Details | None:
    """The fields of a live record that the actor sees; None if there is none. At most twelve statements."""
    record = session.scalars(select(kind.model).where(kind.model.id == record_id, live(kind, actor))).one_or_none()
    return details_of(session, actor, record) if record is not None else None


def details_of(session: Session, actor: Actor, record: Record) -> Details:
    """The fields of a record that the actor is known to see."""
    kind = kind_of_record(record)
    fields = fields_of(session, kind)
    values = dict.fromkeys(fields) | values_of(session, fields, [record])[record.id]
    labels = labels_for(session, actor, fields.values(), [values])
    marks = returned_to(session, addresses_in(fields.values(), values))
    rights = editable(session, actor, record), deletable(session, actor, record)
    return Details(kind, record, fields, values, labels, *rights, marks)


def linked_records(session: Session, actor: Actor, record: Record) -> list[LinkedRecords]:
    """What links to a record, one statement a field; tasks have a list of their own.

    What is personal is not even told of where there is nothing of it for the actor to see or make.
    """
    pointers = (each for each in pointers_to(kind_of_record(record)) if each.kind is not TASK and _is_seen(actor, each))
    found = (_linked(session, actor, pointer, record) for pointer in pointers)
    return [each for each in found if each.records or not each.kind.personal or may_make(actor, personal=True)]


def _is_seen(actor: Actor, pointer: Pointer) -> bool:
    return actor.access.sees(pointer.kind.name, pointer.field.key)


def _linked(session: Session, actor: Actor, pointer: Pointer, record: Record) -> LinkedRecords:
    kind = pointer.kind
    query = select(kind.model).where(_leads_to(pointer, record), live(kind, actor)).order_by(kind.model.id.desc())
    rows = session.scalars(query.limit(MOST_LINKED + 1)).all()
    return LinkedRecords(pointer.label, kind, pointer.field.key, rows[:MOST_LINKED], len(rows) > MOST_LINKED)


def _leads_to(pointer: Pointer, record: Record) -> ColumnElement[bool]:
    directly = pointer.column == record.id
    if not pointer.kind.has_stages or pointer.field.key != "contact_id":
        return directly
    return directly | Sale.id.in_(select(DealContact.deal_id).where(DealContact.contact_id == record.id))
