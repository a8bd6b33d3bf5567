"""Whose an address is, as far as only one can be meant."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, or_, select, tuple_
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, Kind
from stepmark.catalogue.points import Point
from stepmark.domain.contacts import Contact, ContactPoint
from stepmark.domain.deals import Deal, DealContact, DealStatus
from stepmark.domain.rights import Actor
from stepmark.queries.visible import live


def links_by_points(session: Session, actor: Actor, points: Sequence[Point]) -> dict[str, int]:
    """The contact, its company and the open deal of whoever bears these phones or e-mails; empty where several do.

    A company that bears one itself counts where no contact does. What the actor may not see is nobody's.
    """
    contacts, companies = (_bearers(session, actor, kind, points) for kind in (CONTACT, COMPANY))
    if len(contacts) == 1:
        return _of_contact(session, actor, contacts[0])
    if contacts or len(companies) != 1:
        return {}
    return {"company_id": companies[0], **_deal(session, actor, Deal.company_id == companies[0])}


def _bearers(session: Session, actor: Actor, kind: Kind, points: Sequence[Point]) -> Sequence[int]:
    model = kind.model
    keys = [point.key for point in points]
    bears = exists().where(
        ContactPoint.kind == kind.name,
        ContactPoint.record_id == model.id,
        tuple_(ContactPoint.type, ContactPoint.folded).in_(keys),
    )
    return session.scalars(select(model.id).where(live(kind, actor), bears).limit(2)).all() if keys else ()


def _of_contact(session: Session, actor: Actor, contact_id: int) -> dict[str, int]:
    further = exists().where(DealContact.deal_id == Deal.id, DealContact.contact_id == contact_id)
    deal = _deal(session, actor, or_(Deal.contact_id == contact_id, further))
    works_at = select(Contact.company_id).where(Contact.id == contact_id)
    company = session.scalar(select(COMPANY.model.id).where(COMPANY.model.id.in_(works_at), live(COMPANY, actor)))
    return {"contact_id": contact_id, **({"company_id": company} if company else {}), **deal}


def _deal(session: Session, actor: Actor, condition: ColumnElement[bool]) -> dict[str, int]:
    query = select(Deal.id).where(condition, Deal.status == DealStatus.OPEN, live(DEAL, actor))
    found = session.scalars(query.limit(2)).all()
    return {"deal_id": found[0]} if len(found) == 1 else {}
