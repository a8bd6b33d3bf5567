"""Where a client and an employee are reached by mail and by phone."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.automation.targets import Way, find_target, linked_record
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.conditions.paths import FieldsByKind
from stepmark.domain.attributes import FieldType
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.people import Member, Person
from stepmark.domain.record import Record

# Whose address a record's main one is: its contact person's, else its company's, else those of its deal.
_CLIENTS = ("contact", "company", "deal.contact", "deal.company")


def client_address(session: Session, kind: Kind, record: Record, fields: FieldsByKind) -> str | None:
    """The main e-mail of the record's client, as far as it is among the fields that may be seen."""
    return next(iter(_points(session, kind, record, fields, FieldType.EMAIL)), None)


def client_phones(session: Session, kind: Kind, record: Record, fields: FieldsByKind) -> Sequence[str]:
    """The phones of the record's client, the main one first, as far as they are among the fields that may be seen."""
    return _points(session, kind, record, fields, FieldType.PHONE)


def member_address(session: Session, member_id: int) -> str | None:
    """What a member signs in with."""
    return member_addresses(session, [member_id]).get(member_id)


def member_addresses(session: Session, member_ids: Collection[int]) -> dict[int, str]:
    """The same of several, by member."""
    query = select(Member.id, Person.email).join(Person, Member.person_id == Person.id)
    return dict(session.execute(query.where(Member.id.in_(member_ids))).all())


def _points(session: Session, kind: Kind, record: Record, fields: FieldsByKind, type: FieldType) -> Sequence[str]:
    """Those of the first client who has any."""
    for way in _ways(kind):
        client = linked_record(session, way, record)
        if client is not None and f"{type}s" in fields[way.end.name]:
            query = select(ContactPoint.text).where(
                ContactPoint.kind == way.end.name,
                ContactPoint.record_id == client.id,
                ContactPoint.type == type,
            )
            if found := session.scalars(query.order_by(ContactPoint.position)).all():
                return found
    return ()


def _ways(kind: Kind) -> Iterator[Way]:
    if kind.points:
        yield Way(kind)
        return
    for target in _CLIENTS:
        with suppress(ValueFault):
            yield find_target(kind, target)
