"""Interim: builds the demo straight from rows; the importer takes over."""

import csv
from collections.abc import Callable
from datetime import timedelta

from stepmark.domain.passwords import hashed as hash_of
from sqlalchemy import select

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, TASK
from stepmark.commands.records import create_record
from stepmark.commands.work import Work
from stepmark.demo.people import DATA, address_of, sellers
from stepmark.demo.process import BINDINGS, FIELDS, STAGES
from stepmark.domain.bindings import Binding
from stepmark.domain.fields import CustomField
from stepmark.domain.people import Member, Person, Role
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.edge import Edge
from stepmark.platform.clock import now
from stepmark.platform.tenancy import ScopedSession
from stepmark.platform.text import slug

NAME = "Maven Sales"
PASSWORD = "stepmark demo"


def build(edge: Edge, say: Callable[[str], None]) -> None:
    with edge.database.reading(None) as session:
        if session.scalars(select(Workspace.id).where(Workspace.name == NAME)).first():
            return
    workspace_id, ids = edge.run_as_system(_people)
    actor = Actor(workspace_id, ids["Anna Maj"], "Anna Maj", Role.ADMINISTRATOR, currency="USD")
    edge.run(actor, _definitions)
    edge.run(actor, _records, ids)


def _people(session: ScopedSession) -> tuple[int, dict[str, int]]:
    workspace = Workspace(name=NAME, currency="USD", time_zone="America/New_York")
    session.add(workspace)
    session.flush()
    hashed = hash_of(PASSWORD, "")
    ids: dict[str, int] = {}

    def add(name: str, role: Role, email: str, superior: int | None = None) -> None:
        person = Person(email=email, email_folded=email, name=name, password_hash=hashed)
        session.add(person)
        session.flush()
        member = Member(workspace_id=workspace.id, person_id=person.id, name=name, role=role, superior_id=superior)
        session.add(member)
        session.flush()
        ids[name] = member.id

    add("Anna Maj", Role.ADMINISTRATOR, "anna@example.com")
    for seller in sellers():
        if seller.manager not in ids:
            add(seller.manager, Role.MANAGER, address_of(seller.manager), ids["Anna Maj"])
        add(seller.name, Role.SALESPERSON, address_of(seller.name), ids[seller.manager])
    return workspace.id, ids


def _definitions(work: Work) -> None:
    process = Process(name="B2B sale")
    work.session.add(process)
    work.session.flush()
    steps: dict[str, int] = {}
    for at, shape in enumerate(STAGES):
        stage = Stage(process_id=process.id, name=shape["name"], position=at)
        work.session.add(stage)
        work.session.flush()
        for number, step in enumerate(shape["steps"]):
            row = Step(process_id=process.id, stage_id=stage.id, position=number, **step)
            work.session.add(row)
            work.session.flush()
            steps[row.name] = row.id
    fields: dict[str, int] = {}
    for kind, each in FIELDS.items():
        for at, shape in enumerate(each):
            field = CustomField(kind=kind, key=slug(shape["label"]), position=at, **shape)
            work.session.add(field)
            work.session.flush()
            fields[f"custom.{field.key}"] = field.id
    for key, step_name in BINDINGS.items():
        work.session.add(
            Binding(
                field=key, custom_field_id=fields.get(key), process_id=process.id, step_id=steps[step_name], active=True
            )
        )


def _records(work: Work, members: dict[str, int]) -> None:
    companies: dict[str, int] = {}
    with (DATA / "accounts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            companies[row["account"]] = create_record(
                work,
                COMPANY,
                {
                    "name": row["account"],
                    "custom.employees": row["employees"],
                    "custom.office_location": row["office_location"],
                },
            )
    stages = {stage.name: stage.id for stage in work.session.scalars(select(Stage))}
    with (DATA / "sales_pipeline.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[-400:]
    for at, row in enumerate(rows):
        product = "GTX Pro" if row["product"] == "GTXPro" else row["product"]
        stage, status = {"Won": ("Closing", "won"), "Lost": ("Engaging", "lost")}.get(
            row["deal_stage"], (row["deal_stage"], "open")
        )
        raw = {
            "title": f"{row['account'] or 'New customer'} – {product}",
            "company_id": companies.get(row["account"]),
            "custom.product": product,
            "custom.engage_date": row["engage_date"],
            "amount": row["close_value"],
            "stage_id": stages[stage],
            "status": status,
            "responsible_id": members[row["sales_agent"]],
        }
        deal = create_record(work, DEAL, raw)
        if at % 10 == 0:
            contact = create_record(
                work,
                CONTACT,
                {"name": "Olga Kowalska", "company_id": companies.get(row["account"]), "emails": ["olga@example.com"]},
            )
            assert contact
            create_record(
                work,
                TASK,
                {
                    "title": "Call about the offer",
                    "type": "call",
                    "deal_id": deal,
                    "due_at": now() + timedelta(days=at % 7 - 3),
                    "responsible_id": members[row["sales_agent"]],
                },
            )
