"""What deleting and restoring a company, a contact or a file means for the deals that point at it (I1)."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from stepmark.catalogue.kinds import COMPANY, Kind
from stepmark.commands.access import locked_deals
from stepmark.commands.checklist import follow_fields
from stepmark.commands.work import Work
from stepmark.domain.bindings import Binding
from stepmark.domain.deals import Deal
from stepmark.domain.fields import CustomField, FieldValue
from stepmark.queries.checklist import bindings_on


def link_lost(work: Work, kind: Kind, record_id: int) -> None:
    """The field that held the link counts as empty now: its bound steps reopen."""
    _follow(work, _deals_bound_by_link(work, kind, record_id), "company" if kind is COMPANY else "contact")


def link_regained(work: Work, kind: Kind, record_id: int) -> None:
    """The field that holds the link counts as filled again: its bound steps are ticked."""
    link_lost(work, kind, record_id)


def file_changed(work: Work, file_id: int) -> None:
    """A file was deleted or restored: steps bound to the fields that hold it follow."""
    query = (
        select(FieldValue.record_id, Binding.field)
        .join(CustomField, CustomField.id == FieldValue.field_id)
        .join(Binding, Binding.custom_field_id == CustomField.id)
        .where(FieldValue.number == file_id, CustomField.type == "file", CustomField.kind == "deal", Binding.active)
    )
    for deal_id, field in work.session.execute(query).all():
        _follow(work, [deal_id], field)


def _deals_bound_by_link(work: Work, kind: Kind, record_id: int) -> Sequence[int]:
    name = "company" if kind is COMPANY else "contact"
    column = Deal.company_id if kind is COMPANY else Deal.contact_id
    bound = exists().where(Binding.process_id == Deal.process_id, Binding.field == name, Binding.active.is_(True))
    return work.session.scalars(select(Deal.id).where(column == record_id, Deal.deleted_at.is_(None), bound)).all()


def _follow(work: Work, deal_ids: Sequence[int], field: str) -> None:
    if not deal_ids:
        return
    for deal in locked_deals(work, deal_ids):
        bindings = bindings_on(work.session, deal, lock=True)
        follow_fields(work, deal, [bound for bound in bindings if bound.binding.field == field])
