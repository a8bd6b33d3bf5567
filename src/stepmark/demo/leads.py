"""Enquiries that the demo's sellers have not made deals of yet."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from stepmark.commands.deal_moves import close_deal, move_deal
from stepmark.commands.leads import create_lead
from stepmark.commands.ticks import tick_step
from stepmark.commands.work import Work
from stepmark.demo.liveliness import SELLERS
from stepmark.domain.leads import Lead
from stepmark.domain.people import Member
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.edge import Edge
from stepmark.queries.identity import actor_of


class Enquiry(NamedTuple):
    """Who asks for what, and how far it has come: its stage from 0, or lost with a reason."""

    title: str
    person: str
    company: str
    email: str
    source: str
    stage: int = 0
    lost: str = ""


ENQUIRIES = (
    Enquiry("GTX Pro for two clinics", "Hannah Lindqvist", "Nordklinik AB", "h.lindqvist@example.com", "Website"),
    Enquiry("Price list for resellers", "Rafael Moreno", "Moreno Hermanos", "rafael@example.com", "Trade fair"),
    Enquiry("Can MG Special run at −20 °C?", "Kenji Watanabe", "Watanabe Foods", "kenji@example.com", "Website", 1),
    Enquiry("Replacement of six GTK 500", "Agnieszka Wójcik", "Zakłady Północ", "a.wojcik@example.com", "Referral", 1),
    Enquiry("Demonstration for the board", "Daniel Okafor", "Okafor Logistics", "okafor@example.com", "Advertising", 2),
    Enquiry("Поставка в Алматы", "Дмитрий Орлов", "ТОО «Орлов и партнёры»", "orlov@example.com", "Website", 2),
    Enquiry("Free samples", "Sam Nowhere", "", "sam@example.com", "Website", 0, "Wanted something for nothing"),
)


def add_enquiries(edge: Edge, admin: Actor) -> None:
    """Let each seller have an enquiry or two, once."""
    with edge.database.reading(admin.workspace_id) as session:
        if session.scalars(select(Lead.id).limit(1)).first() is not None:
            return
        sellers = _sellers(session, admin)
        stages = session.scalars(_of_leads(Stage).order_by(Stage.position)).all()
        steps = session.scalars(_of_leads(Step).order_by(Step.id)).all()
    for number, enquiry in enumerate(ENQUIRIES):
        edge.run(sellers[number % len(sellers)], _ask, enquiry, stages, steps)


def _ask(work: Work, enquiry: Enquiry, stages: Sequence[Stage], steps: Sequence[Step]) -> None:
    said = {"person_name": enquiry.person, "company_name": enquiry.company or None, "emails": [enquiry.email]}
    lead_id = create_lead(work, {"title": enquiry.title, "source": enquiry.source, **said})
    passed = {stage.id for stage in stages[: enquiry.stage]}
    for step in steps:
        if step.stage_id in passed:
            tick_step(work, lead_id, step.id)
            work.session.flush()
    if enquiry.stage:
        move_deal(work, lead_id, stages[enquiry.stage].id)
    if enquiry.lost:
        close_deal(work, lead_id, "lost", enquiry.lost)


def _sellers(session: Session, admin: Actor) -> list[Actor]:
    workspace = session.get_one(Workspace, admin.workspace_id)
    members = session.scalars(select(Member).where(Member.name.in_(SELLERS)).order_by(Member.id))
    return [actor_of(member, workspace) for member in members]


def _of_leads(model: Any) -> Select[Any]:
    live = select(model).join(Process, Process.id == model.process_id).where(model.deleted_at.is_(None))
    return live.where(Process.kind == "lead", Process.deleted_at.is_(None))
