"""What links to a duplicate, led to the record that stays; whoever may merge may do so, whosever the links are."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select

from stepmark.catalogue.kinds import CONTACT, Kind, Pointer, kind_of_record, pointers_to
from stepmark.commands.access import locked_deals
from stepmark.commands.checklist import fields_changed
from stepmark.commands.co_executors import people_changed
from stepmark.commands.people import CONTACTS, people_of
from stepmark.commands.values import fields_for, write_values
from stepmark.commands.work import Changes, Work
from stepmark.domain.deals import DealContact, Sale
from stepmark.domain.record import Record
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _

# More would hold everybody else up for seconds.
MOST_LINKS = 1_000


def require_few(work: Work, kind: Kind, ids: Collection[int]) -> None:
    """Refuse to lead more links than can be led at once."""
    count = 0
    for pointer in pointers_to(kind):
        count += work.session.scalar(select(func.count(pointer.kind.model.id)).where(pointer.column.in_(ids))) or 0
    if count > MOST_LINKS:
        text = _("%(count)s records link to them, and at most %(limit)s can be led to another one at once.")
        raise Invalid({"ids": _(text.message, count=count, limit=MOST_LINKS)})


def repoint(work: Work, kind: Kind, into_id: int, ids: Collection[int]) -> None:
    """Let everything that links to these records, in the bin and the archive too, link to another one."""
    for pointer in pointers_to(kind):
        for record in _linking(work, pointer, ids):
            itself = (pointer.kind, record.id) == (kind, into_id)
            lead(work, record, {pointer.field.key: None if itself else into_id})
    if kind is CONTACT:
        for deal in _with_further(work, ids):
            lead(work, deal, {CONTACTS: _replaced(people_of(work, deal)[CONTACTS], deal, into_id, ids)})


def lead(work: Work, record: Record, links: Mapping[str, Any]) -> None:
    """Give a record these links; a deal's bound steps follow."""
    kind = kind_of_record(record)
    own = {key: value for key, value in links.items() if key != CONTACTS}
    deal_id = record.id if isinstance(record, Sale) else getattr(record, "deal_id", None)
    changes = _written(work, kind, record, own, deal_id)
    if isinstance(record, Sale):
        _set_further(work, record, links.get(CONTACTS))
        work.session.flush()
        fields_changed(work, record, changes)


def _written(work: Work, kind: Kind, record: Record, links: Mapping[str, Any], deal_id: int | None) -> Changes:
    # Not as a change of the record's own: an issued invoice too is led to the client that stays.
    changes = write_values(work, record, fields_for(work, kind), links)
    if changes:
        record.touch()
        work.happened_to("updated", kind.name, record, changes, deal_id)
    return changes


def _linking(work: Work, pointer: Pointer, ids: Collection[int]) -> Sequence[Any]:
    model = pointer.kind.model
    found = work.session.scalars(select(model.id).where(pointer.column.in_(ids)).order_by(model.id)).all()
    if pointer.kind.has_stages:
        return locked_deals(work, found) if found else ()
    query = select(model).where(model.id.in_(found)).order_by(model.id).with_for_update()
    return work.session.scalars(query.execution_options(populate_existing=True)).all() if found else ()


def _with_further(work: Work, ids: Collection[int]) -> Sequence[Sale]:
    deal_ids = work.session.scalars(select(DealContact.deal_id).where(DealContact.contact_id.in_(ids)).distinct()).all()
    return locked_deals(work, deal_ids) if deal_ids else ()


def _replaced(further: Sequence[int], deal: Sale, into_id: int, ids: Collection[int]) -> list[int]:
    """The further contacts with the one that stays, each once; the contact person is none of them."""
    led = dict.fromkeys(into_id if each in ids else each for each in further)
    return [each for each in led if each != deal.contact_id]


def _set_further(work: Work, deal: Sale, ids: list[int] | None) -> None:
    before = people_of(work, deal)[CONTACTS]
    if ids is None or ids == before:
        return
    work.session.execute(delete(DealContact).where(DealContact.deal_id == deal.id))
    work.session.add_all(DealContact(deal_id=deal.id, contact_id=each, position=at) for at, each in enumerate(ids))
    people_changed(work, deal, {CONTACTS: (before, ids)})
