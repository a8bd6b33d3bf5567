"""What makes the demo look worked in: open deals with contacts, amounts, notes, ticks, and tasks around today."""

import csv
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import CONTACT, DEAL, TASK
from stepmark.commands.deal_moves import move_deal
from stepmark.commands.notes import add_note
from stepmark.commands.records import create_record, update_record
from stepmark.commands.tasks import add_task_to_step
from stepmark.commands.ticks import tick_step
from stepmark.commands.work import Work
from stepmark.demo.files import DATA
from stepmark.demo.scenes import CONTACTS, SCENES, SOURCES, Scene
from stepmark.domain.deals import Deal, DealStatus
from stepmark.domain.fields import CustomField, FieldValue
from stepmark.domain.notes import Note
from stepmark.domain.people import Member
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.edge import Edge
from stepmark.platform.clock import today
from stepmark.platform.text import slug
from stepmark.queries.identity import actor_of

SELLERS = ("Darcel Schlecht", "Moses Frase", "Kary Hendrixson", "Corliss Cosme", "Zane Levy", "Cassey Cress")


class Story(NamedTuple):
    """An open deal, its company and the price of its product, and what its seller does with it."""

    deal_id: int
    company_id: int
    price: str
    seller: Actor
    scene: Scene
    number: int


def enliven(edge: Edge, admin: Actor) -> None:
    """Let a few sellers work on their newest open deals, once."""
    with edge.database.reading(admin.workspace_id) as session:
        if session.scalars(select(Note.id).limit(1)).first() is not None:
            return
        stories = _stories(session, admin)
    for story in stories:
        edge.run(story.seller, _tell, story)


def _tell(work: Work, story: Story) -> None:
    _describe(work, story)
    steps = {
        step.name: step.id
        for step in work.session.scalars(
            select(Step).join(Process, Process.id == Step.process_id).where(Process.deleted_at.is_(None))
        )
    }
    for name, note in story.scene.ticks:
        tick_step(work, story.deal_id, steps[name], note=note)
        work.session.flush()
    if story.scene.closing:
        stage_id = work.session.scalars(select(Stage.id).where(Stage.name == "Closing")).one()
        move_deal(work, story.deal_id, stage_id)
    for at, (title, kind, days) in enumerate(story.scene.tasks):
        task = {"title": title, "type": kind, "due_at": _due(work, days, at), "responsible_id": work.actor.member_id}
        if story.scene.task_step and at == 0:
            add_task_to_step(work, story.deal_id, steps[story.scene.task_step], task)
        else:
            create_record(work, TASK, {**task, "deal_id": story.deal_id})
        work.session.flush()
    add_note(work, DEAL, story.deal_id, story.scene.note)


def _describe(work: Work, story: Story) -> None:
    name, job_title = CONTACTS[story.number % len(CONTACTS)]
    email = f"{slug(name).replace('_', '.')}@example.com"
    contact = {"name": name, "job_title": job_title, "company_id": story.company_id, "emails": [email]}
    contact_id = create_record(work, CONTACT, {**contact, "phones": [f"+1 202 555 01{story.number:02}"]})
    closes = today(work.actor.time_zone) + timedelta(days=story.scene.closes_in)
    update_record(
        work,
        DEAL,
        story.deal_id,
        {
            "contact_id": contact_id,
            "amount": story.price,
            "source": SOURCES[story.number % len(SOURCES)],
            "expected_close": closes,
        },
    )


def _due(work: Work, days: int, at: int) -> datetime:
    day = today(work.actor.time_zone) + timedelta(days=days)
    return datetime.combine(day, time(9 + 2 * at, 30 * (days % 2)), ZoneInfo(work.actor.time_zone))


def _stories(session: Session, admin: Actor) -> list[Story]:
    workspace = session.get_one(Workspace, admin.workspace_id)
    stories: list[Story] = []
    for name in SELLERS:
        seller = actor_of(session.scalars(select(Member).where(Member.name == name)).one(), workspace)
        for stage in ("Engaging", "Prospecting"):
            scenes = [scene for scene in SCENES if scene.stage == stage]
            for (deal, product), scene in zip(_newest(session, seller, stage, len(scenes)), scenes, strict=False):
                price = _prices()[product]
                stories.append(Story(deal.id, deal.company_id or 0, price, seller, scene, len(stories)))
    return stories


def _newest(session: Session, seller: Actor, stage: str, count: int) -> Sequence[tuple[Deal, str]]:
    query = (
        select(Deal, FieldValue.text)
        .join(Stage, Stage.id == Deal.stage_id)
        .join(FieldValue, FieldValue.record_id == Deal.id)
        .join(CustomField, CustomField.id == FieldValue.field_id)
        .where(Stage.name == stage, Deal.status == DealStatus.OPEN, Deal.responsible_id == seller.member_id)
        .where(CustomField.kind == "deal", CustomField.key == "product", Deal.company_id.is_not(None))
        .order_by(Deal.created_at.desc(), Deal.id.desc())
        .limit(count)
    )
    return [(deal, str(product)) for deal, product in session.execute(query)]


def _prices() -> dict[str, str]:
    with (DATA / "products.csv").open(encoding="utf-8", newline="") as file:
        return {row["product"]: row["sales_price"] for row in csv.DictReader(file)}
