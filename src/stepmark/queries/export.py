"""Records as rows of text: every field, links by id and by name, in a form that an import reads back."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import CONTACT, Kind
from stepmark.domain.attributes import FieldType
from stepmark.domain.co_executors import CoExecutor
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import DealContact
from stepmark.domain.people import Member, Role
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.platform.money import Money
from stepmark.queries.fields import fields_of
from stepmark.queries.labels import Labels, labels_for, target_of
from stepmark.queries.people import team_of
from stepmark.queries.values import values_of
from stepmark.queries.visible import live

_PAGE = 500
_MOMENTS = ("created_at", "updated_at")


def exported(session: Session, actor: Actor, kind: Kind) -> Iterator[list[str]]:
    """A header of field keys, then every record that the actor may export, by id, in constant memory."""
    fields = fields_of(session, kind)
    columns = _columns(actor, kind, fields)
    yield [title for _field, title in columns]
    last = 0
    while True:
        own = (live(kind, actor), exportable(session, kind, actor), kind.model.id > last)
        page = session.scalars(select(kind.model).where(*own).order_by(kind.model.id).limit(_PAGE)).all()
        values = values_of(session, fields, page)
        labels = labels_for(session, actor, fields.values(), values.values())
        people = _people(session, actor, kind, [record.id for record in page])
        for record in page:
            whole = {**_besides(record), **values[record.id], **people.get(record.id, {})}
            yield [_cell(field, title, whole, labels) for field, title in columns]
        if len(page) < _PAGE:
            return
        last = page[-1].id
        session.expunge_all()


def link_columns(field: Field) -> tuple[str, str]:
    """The titles of a link's two columns: its id's and its name's."""
    base = field.key.removesuffix("_id")
    return f"{base}_id", base


def exportable(session: Session, kind: Kind, actor: Actor) -> ColumnElement[bool]:
    """The records that the actor may take out of the house: all, their team's or their own."""
    if actor.is_admin:
        return true()
    if actor.role is Role.VIEWER:
        return false()
    owner = kind.model.responsible_id  # type: ignore[attr-defined]  # every record kind has a responsible member
    own: ColumnElement[bool] = owner == actor.member_id
    if actor.role is not Role.MANAGER:
        return own
    return or_(own, owner.in_(team_of(session, actor.member_id)))


def _columns(actor: Actor, kind: Kind, fields: Mapping[str, Field]) -> list[tuple[Field | None, str]]:
    columns: list[tuple[Field | None, str]] = [(None, "id")]
    for field in fields.values():
        titles = link_columns(field) if target_of(field) else (field.key,)
        columns += [(field, title) for title in titles]
        if field.type is FieldType.MONEY and not field.is_custom:
            columns.append((None, "currency"))
    people = (
        *(("contacts",) if kind.has_stages and actor.access.sees(kind.name, "contact_id") else ()),
        *(("co_executors",) if kind.shared else ()),
    )
    return columns + [(None, name) for name in (*people, *_MOMENTS)]


def _besides(record: Record) -> dict[str, Any]:
    names = ("id", "currency", *_MOMENTS)
    return {name: getattr(record, name) for name in names if hasattr(record, name)}


def _people(session: Session, actor: Actor, kind: Kind, ids: list[int]) -> Mapping[int, Mapping[str, tuple[str, ...]]]:
    """By record the names of a deal's further contacts, and of co-executors."""
    people: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for title, query in _named_people(actor, kind, ids).items():
        for record_id, name in session.execute(query):
            people[record_id][title] = (*people[record_id].get(title, ()), name)
    return people


def _named_people(actor: Actor, kind: Kind, ids: list[int]) -> dict[str, Select[int, str]]:
    found: dict[str, Select[int, str]] = {}
    if kind.has_stages and actor.access.sees(kind.name, "contact_id"):
        contacts = select(DealContact.deal_id, Contact.name).join(Contact, Contact.id == DealContact.contact_id)
        contacts = contacts.where(DealContact.deal_id.in_(ids), live(CONTACT, actor))
        found["contacts"] = contacts.order_by(DealContact.deal_id, DealContact.position)
    if kind.shared:
        members = select(CoExecutor.record_id, Member.name).join(Member, Member.id == CoExecutor.member_id)
        members = members.where(CoExecutor.kind == kind.name, CoExecutor.record_id.in_(ids))
        found["co_executors"] = members.order_by(CoExecutor.record_id, Member.name)
    return found


def _cell(field: Field | None, title: str, values: Mapping[str, Any], labels: Labels) -> str:
    value = values.get(field.key if field else title)
    if value is None:
        return ""
    if field is not None and target_of(field):
        label = labels.get(field, value)
        return str(value) if title == link_columns(field)[0] else label.name if label else ""
    if isinstance(value, tuple) and not isinstance(value, Money):
        separator = "\n" if field and field.type in (FieldType.TEXT, FieldType.LINK) else "; "
        return separator.join(map(_text, value))
    if isinstance(value, Money) and field and not field.is_custom:
        return f"{value.amount:f}"
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency}"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
