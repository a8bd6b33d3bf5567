"""What deleting and restoring a company, a contact or a file means for the deals that point at it (I1).

Deals in the recycle bin follow too, so that they come back as right as they went.
"""

from collections.abc import Sequence

from sqlalchemy import select

from stepmark.catalogue.kinds import COMPANY, SALES, Kind
from stepmark.commands.access import locked_deals
from stepmark.commands.checklist import follow_fields
from stepmark.commands.work import Work
from stepmark.domain.deals import Sale
from stepmark.domain.fields import CustomField, FieldValue
from stepmark.queries.checklist import bindings_on, bound_to


def link_lost(work: Work, kind: Kind, record_id: int) -> None:
    """The field that held the link counts as empty now: its bound steps reopen."""
    column = Sale.company_id if kind is COMPANY else Sale.contact_id
    _follow(work, work.session.scalars(select(Sale.id).where(column == record_id)).all(), str(column.key))


def link_regained(work: Work, kind: Kind, record_id: int) -> None:
    """The field that holds the link counts as filled again: its bound steps are ticked."""
    link_lost(work, kind, record_id)


def file_changed(work: Work, file_id: int) -> None:
    """A file was deleted or restored: steps bound to the fields that hold it follow."""
    sales = [kind.name for kind in SALES]
    query = (
        select(FieldValue.record_id, CustomField.key)
        .join(CustomField, CustomField.id == FieldValue.field_id)
        .where(
            FieldValue.number == file_id,
            CustomField.type == "file",
            CustomField.kind.in_(sales),
        )
        .order_by(FieldValue.record_id)
    )
    for deal_id, key in work.session.execute(query).all():
        _follow(work, [deal_id], f"custom.{key}")


def _follow(work: Work, deal_ids: Sequence[int], key: str) -> None:
    # All of them are locked, whatever is bound just now: a tick, a restored deal and a binding that is being switched
    # on then either see what became of the link, or are seen here.
    for deal in locked_deals(work, deal_ids) if deal_ids else ():
        follow_fields(work, deal, bindings_on(work.session, deal, bound_to([key]), lock=True))
