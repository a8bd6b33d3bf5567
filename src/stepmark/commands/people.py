"""Who is on a record besides the responsible member: co-executors, and on a deal further contacts."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from stepmark.catalogue.kinds import CONTACT
from stepmark.commands.co_executors import (
    CO_EXECUTORS,
    co_executors_of,
    ids_in,
    people_changed,
    require_all,
    set_co_executors,
)
from stepmark.commands.work import Work
from stepmark.domain.deals import DealContact, Sale
from stepmark.domain.record import Record
from stepmark.queries.visible import live

CONTACTS = "contact_ids"
PEOPLE = (CONTACTS, CO_EXECUTORS)


def set_people(work: Work, record: Record, raw: Mapping[str, Any]) -> None:
    """Replace a deal's further contacts (`contact_ids`) and a record's co-executors (`co_executor_ids`) if given."""
    if isinstance(record, Sale) and CONTACTS in raw:
        _set_contacts(work, record, ids_in(raw, CONTACTS))
    if record.about.shared:
        set_co_executors(work, record, raw)


def people_of(work: Work, record: Record) -> dict[str, list[int]]:
    """The ids of those that the record's kind has, as `set_people` takes them."""
    contacts = {CONTACTS: _contacts(work, record)} if isinstance(record, Sale) else {}
    return contacts | ({CO_EXECUTORS: co_executors_of(work, record)} if record.about.shared else {})


def _contacts(work: Work, deal: Sale) -> list[int]:
    query = select(DealContact.contact_id).where(DealContact.deal_id == deal.id).order_by(DealContact.position)
    return list(work.session.scalars(query))


def _set_contacts(work: Work, deal: Sale, ids: list[int]) -> None:
    before = _contacts(work, deal)
    if before == ids:
        return
    known = set(
        work.session.scalars(select(CONTACT.model.id).where(CONTACT.model.id.in_(ids), live(CONTACT, work.actor)))
    )
    require_all(CONTACTS, ids, known | set(before))
    work.session.execute(delete(DealContact).where(DealContact.deal_id == deal.id))
    work.session.add_all(DealContact(deal_id=deal.id, contact_id=each, position=at) for at, each in enumerate(ids))
    people_changed(work, deal, {CONTACTS: (before, ids)})
