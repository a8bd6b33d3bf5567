"""What the page of one deal shows besides its fields."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import DealContact, Sale
from stepmark.domain.history import History
from stepmark.domain.people import Member
from stepmark.domain.processes import Process, Stage
from stepmark.domain.rights import Actor
from stepmark.domain.ticks import StageVisit
from stepmark.queries.checklist import Checklist, checklist_of
from stepmark.queries.co_executors import co_executors_of
from stepmark.queries.field_access import access_of
from stepmark.queries.visible import live


@dataclass(frozen=True)
class SeenChecklist:
    """A checklist, and the newest event it shows: an open page that knows a lower one is out of date."""

    checklist: Checklist
    version: int


@dataclass(frozen=True)
class DealHead:
    """The names around a deal; links to deleted records count as none."""

    process: Process
    company: Company | None
    contact: Contact | None
    responsible: Member | None
    further_contacts: list[Contact]
    co_executors: Sequence[Member]
    overrides: int


def seen_checklist(session: Session, actor: Actor, deal_id: int) -> SeenChecklist | None:
    """The checklist of a deal that the actor sees, in five statements; None if there is none."""
    newest = select(func.max(History.id)).where(History.deal_id == deal_id).scalar_subquery()
    row = session.execute(select(Sale, newest).where(Sale.id == deal_id, live(Sale, actor))).one_or_none()
    return SeenChecklist(checklist_of(session, row[0], actor), row[1] or 0) if row else None


def newest_event(session: Session, deal_id: int) -> int:
    """The newest event on a deal's page; 0 where nothing has happened."""
    return session.scalar(select(func.max(History.id)).where(History.deal_id == deal_id)) or 0


def deal_head(session: Session, deal: Sale) -> DealHead:
    """The names around a deal, in three statements."""
    overrides = (
        select(func.count())
        .where(StageVisit.deal_id == deal.id, StageVisit.override_reason.is_not(None))
        .scalar_subquery()
    )
    query = (
        select(Process, Company, Contact, Member, overrides)
        .select_from(Process)
        .outerjoin(Company, (Company.id == deal.company_id) & Company.deleted_at.is_(None))
        .outerjoin(Contact, (Contact.id == deal.contact_id) & Contact.deleted_at.is_(None))
        .outerjoin(Member, Member.id == deal.responsible_id)
        .where(Process.id == deal.process_id)
    )
    process, company, contact, responsible, count = session.execute(query).one()
    helpers = co_executors_of(session, deal)
    return DealHead(process, company, contact, responsible, further_contacts(session, deal), helpers, count)


def stages_of(session: Session, process_id: int) -> list[Stage]:
    """The live stages of a process in their order."""
    query = select(Stage).where(Stage.process_id == process_id, Stage.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Stage.position, Stage.id)))


def further_contacts(session: Session, deal: Sale) -> list[Contact]:
    """A deal's contacts besides its contact person, in their order; none for whom the contact person is hidden from."""
    if not access_of(session).sees(deal.kind, "contact_id"):
        return []
    query = (
        select(Contact)
        .join(DealContact, DealContact.contact_id == Contact.id)
        .where(DealContact.deal_id == deal.id, Contact.deleted_at.is_(None))
        .order_by(DealContact.position)
    )
    return list(session.scalars(query))
