"""Where a client and an employee are reached by mail."""

from collections.abc import Iterator
from contextlib import suppress

from sqlalchemy import select

from stepmark.automation.context import ActionContext
from stepmark.automation.targets import Way, find_target, linked_record
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.domain.attributes import FieldType
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.people import Member, Person

# Whose address a record's main one is: its contact person's, else its company's, else those of its deal.
_CLIENTS = ("contact", "company", "deal.contact", "deal.company")


def client_address(context: ActionContext) -> str | None:
    """The main e-mail of the record's client, as far as the rule's owner may see it."""
    for way in _ways(context.kind):
        client = linked_record(context.work.session, way, context.record)
        if client is not None and "emails" in context.fields[way.end.name]:
            query = select(ContactPoint.text).where(
                ContactPoint.kind == way.end.name,
                ContactPoint.record_id == client.id,
                ContactPoint.type == FieldType.EMAIL,
            )
            address = context.work.session.scalar(query.order_by(ContactPoint.position).limit(1))
            if address:
                return address
    return None


def member_address(context: ActionContext, member_id: int) -> str | None:
    """What a member signs in with."""
    query = select(Person.email).join(Member, Member.person_id == Person.id).where(Member.id == member_id)
    return context.work.session.scalar(query)


def _ways(kind: Kind) -> Iterator[Way]:
    if kind.points:
        yield Way(kind)
        return
    for target in _CLIENTS:
        with suppress(ValueFault):
            yield find_target(kind, target)
