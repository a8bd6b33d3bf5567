"""What a lead's company and contact would be, once it is converted."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import COMPANY, CONTACT, LEAD
from stepmark.catalogue.points import Point
from stepmark.domain.leads import Lead
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.queries.clients import clients_reached_by
from stepmark.queries.exceptions import points_of
from stepmark.queries.named import is_named
from stepmark.queries.visible import live

_MOST = 5


class Client(NamedTuple):
    """The records that it may be, and the name of a new one; empty where the lead does not say."""

    known: Sequence[Record]
    new: str


class Proposal(NamedTuple):
    """Both; None where the lead is linked with one already."""

    company: Client | None
    contact: Client | None


def proposal_for(session: Session, actor: Actor, lead: Lead) -> Proposal:
    """The company of the very name, and the contacts with one of the lead's e-mails or phones."""
    points = points_of(session, LEAD.name, lead.id)
    company = contact = None
    if lead.company_id is None:
        company = Client(_named(session, actor, lead.company_name), lead.company_name or "")
    if lead.contact_id is None:
        ids = clients_reached_by(session, actor, CONTACT, points)[:_MOST]
        known = session.scalars(select(CONTACT.model).where(CONTACT.model.id.in_(ids)).order_by(CONTACT.model.id)).all()
        contact = Client(known, name_of_person(lead, points))
    return Proposal(company, contact)


def name_of_person(lead: Lead, points: Sequence[Point]) -> str:
    """What a new contact of the lead is called: who asks, else how they are reached; empty where neither is known."""
    return lead.person_name or next((point.text for point in points), "")


def _named(session: Session, actor: Actor, name: str | None) -> Sequence[Record]:
    if not name:
        return ()
    query = select(COMPANY.model).where(live(COMPANY, actor), is_named(COMPANY, name))
    return session.scalars(query.order_by(COMPANY.model.id).limit(_MOST)).all()
