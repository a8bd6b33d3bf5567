"""Records as programs read them. Every field of the kind is there, empty or not, but those hidden from the reader."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind, kind_of_record
from stepmark.catalogue.types.times import DatetimeType
from stepmark.catalogue.values import to_json
from stepmark.domain.attributes import FieldType
from stepmark.domain.co_executors import CoExecutor
from stepmark.domain.deals import DealContact
from stepmark.domain.record import Record
from stepmark.domain.tasks import Task, audience_of
from stepmark.queries.field_access import access_of
from stepmark.queries.fields import fields_of
from stepmark.queries.values import values_of

Shape = dict[str, Any]


def record_shape(session: Session, kind: Kind, record_id: int) -> Shape:
    """One record that the caller is known to see."""
    return record_shapes(session, kind, [session.get_one(kind.model, record_id)])[0]


def record_shapes(
    session: Session, kind: Kind, records: Sequence[Record], fields: Mapping[str, Field] | None = None
) -> list[Shape]:
    """Records of one kind, in a number of statements that does not grow with them."""
    fields = fields if fields is not None else fields_of(session, kind)
    values = values_of(session, fields, records)
    people = _people(session, kind, records)
    return [{**_shape(record, fields, values[record.id]), **people[record.id]} for record in records]


def moment(value: Any) -> str | None:
    """A moment in ISO 8601, in UTC."""
    return DatetimeType().json(value) if value else None


def _shape(record: Record, fields: Mapping[str, Field], values: Mapping[str, Any]) -> Shape:
    system = {key: _value(field, values[key]) for key, field in fields.items() if not field.is_custom}
    custom = {
        key.removeprefix("custom."): to_json(field, values[key]) for key, field in fields.items() if field.is_custom
    }
    return {
        "id": record.id,
        **system,
        **_besides(kind_of_record(record), record),
        "custom": custom,
        "version": record.version,
        "created_at": moment(record.created_at),
        "updated_at": moment(record.updated_at),
    }


def _value(field: Field, value: Any) -> Any:
    # A system amount stands beside the record's one currency; a custom one carries its own.
    return f"{value.amount:f}" if field.type is FieldType.MONEY and value is not None else to_json(field, value)


def _besides(kind: Kind, record: Record) -> Shape:
    if kind.has_currency:
        return {"currency": record.currency}  # type: ignore[attr-defined]  # as the kind says
    if isinstance(record, Task):
        return {"done": record.is_done, "step_id": record.step_id, **audience_of(record)}
    return {}


def _people(session: Session, kind: Kind, records: Sequence[Record]) -> dict[int, Shape]:
    ids = [record.id for record in records]
    people: dict[int, Shape] = {record_id: {} for record_id in ids}
    if kind.has_stages and access_of(session).sees(kind.name, "contact_id"):
        contacts = select(DealContact.deal_id, DealContact.contact_id).where(DealContact.deal_id.in_(ids))
        _gather(session, people, "contact_ids", contacts.order_by(DealContact.position, DealContact.contact_id))
    if kind.shared:
        helpers = select(CoExecutor.record_id, CoExecutor.member_id).where(CoExecutor.kind == kind.name)
        helpers = helpers.where(CoExecutor.record_id.in_(ids)).order_by(CoExecutor.member_id)
        _gather(session, people, "co_executor_ids", helpers)
    return people


def _gather(session: Session, people: dict[int, Shape], key: str, query: Select[int, int]) -> None:
    for shape in people.values():
        shape[key] = []
    for record_id, person_id in session.execute(query):
        people[record_id][key].append(person_id)
