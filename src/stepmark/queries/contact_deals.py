"""The deals that a contact has."""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from stepmark.domain.deals import DealContact, DealStatus, Sale


def has_other_active_deals(session: Session, contact_id: int, deal_id: int) -> bool:
    """Whether the contact, as the first or a further one, has an active deal besides this one, whoever sees it."""
    further = exists().where(DealContact.deal_id == Sale.id, DealContact.contact_id == contact_id)
    theirs = or_(Sale.contact_id == contact_id, further)
    active = Sale.status == DealStatus.OPEN, Sale.deleted_at.is_(None), Sale.archived_at.is_(None)
    return session.scalar(select(Sale.id).where(theirs, *active, Sale.id != deal_id).limit(1)) is not None
