"""The deals that a contact has."""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from stepmark.domain.deals import Deal, DealContact, DealStatus


def has_other_active_deals(session: Session, contact_id: int, deal_id: int) -> bool:
    """Whether the contact, as the first or a further one, has an active deal besides this one, whoever sees it."""
    further = exists().where(DealContact.deal_id == Deal.id, DealContact.contact_id == contact_id)
    theirs = or_(Deal.contact_id == contact_id, further)
    active = Deal.status == DealStatus.OPEN, Deal.deleted_at.is_(None), Deal.archived_at.is_(None)
    return session.scalar(select(Deal.id).where(theirs, *active, Deal.id != deal_id).limit(1)) is not None
