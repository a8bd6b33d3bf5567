"""Which records an action works on: the record itself, one that it links to, or those that link to it.

A target is written as the names of links: "" is the record itself, "contact.company" a record behind two links,
"deals" all active deals that link to the record, "company.contacts" those of its company.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import CONTACT, KINDS, TASK, Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.conditions.paths import MOST_LINKS, leads_to_records, link_name
from stepmark.domain.deals import DealContact, DealStatus, Sale
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import printable
from stepmark.queries.visible import active

_ACTIVE: dict[str, Text] = {
    "deals": _("all its open deals"),
    "tasks": _("all its open tasks"),
    "contacts": _("all its contacts"),
    "companies": _("all companies that are part of it"),
}


@dataclass(frozen=True)
class Way:
    """How one gets from a record of a kind to those that are meant. `back` is the field of theirs that leads here."""

    kind: Kind
    links: tuple[Field, ...] = ()
    back: Field | None = None

    @property
    def end(self) -> Kind:
        """The kind of what is meant."""
        return KINDS[self.back.kind] if self.back else self.corner

    @property
    def corner(self) -> Kind:
        """Where the links end."""
        return KINDS[self.links[-1].related] if self.links else self.kind

    @property
    def key(self) -> str:
        """The target as it is written."""
        return ".".join([*map(link_name, self.links), *([self.end.plural] if self.back else [])])

    @property
    def label(self) -> Text:
        """What people call it: "Contact person › Company", "Company › all its contacts"."""
        names = [link.name for link in self.links]
        if self.back:
            others = _("all linked: %(kind)s", kind=self.end.label_plural)
            names.append(str(_ACTIVE.get(self.end.plural, others)))
        return " › ".join(names) or _("the record itself")


def find_target(kind: Kind, target: str, *, several: bool = True) -> Way:
    """The way that a target names; raises ValueFault. Without `several` it must lead to one record."""
    here = Way(kind)
    for name in filter(None, target.split(".")):
        link = next((field for field in here.corner.system_fields if _is_link(field, name)), None)
        if link is not None and here.back is None and len(here.links) < MOST_LINKS:
            here = Way(kind, (*here.links, link))
        elif several and here.back is None and (back := _back(here.corner, name)):
            here = Way(kind, here.links, back)
        else:
            raise ValueFault(_("“%(target)s” leads to no record here.", target=printable(target)))
    return here


def targets_of(kind: Kind, *, several: bool = True) -> Iterator[Way]:
    """Every target that is offered for a kind: the record itself, what it links to, and what links to it."""
    yield Way(kind)
    for link in filter(leads_to_records, kind.system_fields):
        yield Way(kind, (link,))
        further = filter(leads_to_records, KINDS[link.related].system_fields)
        yield from (Way(kind, (link, each)) for each in further if each.related != link.related)
    if several:
        yield from (Way(kind, (), back) for each in KINDS.values() if (back := _back(kind, each.plural)))


def linked_record(session: Session, way: Way, record: Record) -> Record | None:
    """The live record at the end of the links."""
    for link in way.links:
        found = _first_contact(session, record) if _is_of_many(link) else _behind(session, record, link)
        if found is None:
            return None
        record = found
    return record


def linking_records(session: Session, actor: Actor, way: Way, record: Record, after: int, limit: int) -> list[Record]:
    """Of the active records that lead to this one and that the actor sees, those after an id, in the order of ids."""
    back, model = way.back, way.end.model
    if back is None:
        return []
    query = select(model).where(model.id > after, active(way.end, actor), _leads_here(back, record), *_active(way.end))
    return list(session.scalars(query.order_by(model.id).limit(limit)))


def _is_link(field: Field, name: str) -> bool:
    return leads_to_records(field) and link_name(field) == name


def _back(kind: Kind, plural: str) -> Field | None:
    """The field by which records of another kind link to this one."""
    other = next((each for each in KINDS.values() if each.plural == plural), None)
    fields = other.system_fields if other else ()
    return next((field for field in fields if field.related == kind.name), None)


def _is_of_many(link: Field) -> bool:
    return link.kind in KINDS and KINDS[link.kind].has_stages and link.related == CONTACT.name


def _first_contact(session: Session, deal: Any) -> Record | None:
    """A deal's contact person; without one, the first of its further contacts."""
    if person := _live(session, CONTACT, deal.contact_id):
        return person
    query = (
        select(CONTACT.model)
        .join(DealContact, DealContact.contact_id == CONTACT.model.id)
        .where(DealContact.deal_id == deal.id, CONTACT.model.deleted_at.is_(None))
        .order_by(DealContact.position)
    )
    return session.scalars(query.limit(1)).one_or_none()


def _behind(session: Session, record: Record, link: Field) -> Record | None:
    return _live(session, KINDS[link.related], getattr(record, str(link.column)))


def _live(session: Session, kind: Kind, row_id: int | None) -> Record | None:
    found = session.get(kind.linked_model, row_id) if row_id is not None else None
    return None if found is None or found.is_deleted else found


def _leads_here(back: Field, record: Record) -> ColumnElement[bool]:
    model = KINDS[back.kind].model
    directly: ColumnElement[bool] = getattr(model, str(back.column)) == record.id
    if not _is_of_many(back):
        return directly
    return or_(directly, exists().where(DealContact.deal_id == model.id, DealContact.contact_id == record.id))


def _active(kind: Kind) -> list[ColumnElement[bool]]:
    if kind.has_stages:
        return [Sale.status == DealStatus.OPEN]
    return [Task.done_at.is_(None)] if kind is TASK else []
