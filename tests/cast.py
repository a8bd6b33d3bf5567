"""The named cast of the suite: Anna owns a workspace, the others work in it, Clara is a stranger from another one."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, KINDS, LEAD
from stepmark.commands.records import create_record, update_record
from stepmark.domain.bindings import Binding
from stepmark.domain.deals import Sale
from stepmark.domain.fields import CustomField
from stepmark.domain.people import Member, Person, Role
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Visibility, Workspace
from stepmark.edge import Edge
from stepmark.platform.db import Database
from stepmark.platform.live import Hub
from stepmark.queries.checklist import Checklist, checklist_of


@dataclass
class Cast:
    """One database with two workspaces. Everything that tests change goes through the edge."""

    database: Database
    edge: Edge
    anna: Actor
    boris: Actor
    magda: Actor
    viktor: Actor
    clara: Actor
    process_id: int = 0
    stages: list[int] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    lead_process_id: int = 0
    lead_stages: list[int] = field(default_factory=list)
    lead_steps: list[int] = field(default_factory=list)

    def run(self, verb: Any, *args: Any, by: Actor | None = None, **kwargs: Any) -> Any:
        """Run a verb through the edge, as Anna unless said otherwise."""
        return self.edge.run(by or self.anna, verb, *args, **kwargs)

    def deal(self, by: Actor | None = None, **values: Any) -> int:
        """A new deal; field keys with a point are written `custom__budget`."""
        raw = {"title": "ACME — ERP integration", **_keys(values)}
        return int(self.run(create_record, DEAL, raw, by=by))

    def lead(self, by: Actor | None = None, **values: Any) -> int:
        """A new lead."""
        return int(self.run(create_record, LEAD, {"title": "Enquiry about an ERP", **_keys(values)}, by=by))

    def company(self, name: str = "ACME Sp. z o.o.", **values: Any) -> int:
        """A new company."""
        return int(self.run(create_record, COMPANY, {"name": name, **_keys(values)}))

    def contact(self, name: str = "Olga Kowalska", **values: Any) -> int:
        """A new contact."""
        return int(self.run(create_record, CONTACT, {"name": name, **_keys(values)}))

    def change(self, kind: str, record_id: int, by: Actor | None = None, **values: Any) -> None:
        """Change a record's fields."""
        self.run(update_record, KINDS[kind], record_id, _keys(values), by=by)

    def checklist(self, deal_id: int) -> Checklist:
        """The deal's or lead's checklist as it stands in the database."""
        with self.database.reading(self.anna.workspace_id) as session:
            deal = session.get_one(Sale, deal_id)
            return checklist_of(session, deal)

    def ticked(self, deal_id: int) -> set[int]:
        """The ids of the deal's ticked steps."""
        return {step.step.id for stage in self.checklist(deal_id).stages for step in stage.steps if step.is_ticked}

    def field(self, key: str = "budget", type: str = "number", kind: str = "deal", **values: Any) -> int:
        """A custom field, put there directly."""
        return self._add(CustomField(kind=kind, key=key, label=values.pop("label", key.title()), type=type, **values))

    def bind(self, field: str, step_id: int, *, active: bool = True) -> int:
        """A binding, put there directly; `field` is `custom.<key>`, company, contact or source."""
        custom_id = self._custom_id(field)
        return self._add(
            Binding(field=field, custom_field_id=custom_id, process_id=self.process_id, step_id=step_id, active=active)
        )

    def put(self, row: Any) -> int:
        """Any mapped row, put into Anna's workspace directly."""
        return self._add(row)

    def _custom_id(self, key: str) -> int | None:
        if not key.startswith("custom."):
            return None
        with self.database.reading(self.anna.workspace_id) as session:
            query = session.query(CustomField.id).filter_by(key=key.removeprefix("custom."), deleted_at=None)
            return int(query.one()[0])

    def _add(self, row: Any) -> int:
        with self.database.writing(self.anna.workspace_id) as session:
            session.add(row)
            session.flush()
            row_id = int(row.id)
            session.commit()
        return row_id


def make_cast(database: Database) -> Cast:
    """Both workspaces; Anna's has a process of three stages, and one for leads of two, with three steps each."""
    edge = Edge(database, Hub())
    with database.writing(None) as session:
        cast = _people(session, database, edge)
        _processes(session, cast)
        session.commit()
    return cast


def _people(session: Session, database: Database, edge: Edge) -> Cast:
    ours, theirs = Workspace(name="Baltic Sales"), Workspace(name="Strangers Ltd")
    session.add_all([ours, theirs])
    session.flush()
    anna = _member(session, ours, "Anna Maj", Role.ADMINISTRATOR)
    magda = _member(session, ours, "Magda Nowak", Role.MANAGER)
    boris = _member(session, ours, "Boris Lem", Role.SALESPERSON, superior_id=magda.member_id)
    viktor = _member(session, ours, "Viktor Orlov", Role.VIEWER)
    clara = _member(session, theirs, "Clara Stone", Role.ADMINISTRATOR)
    return Cast(database, edge, anna, boris, magda, viktor, clara)


def _member(session: Session, workspace: Workspace, name: str, role: Role, **values: Any) -> Actor:
    email = f"{name.split(' ', maxsplit=1)[0].lower()}@example.com"
    person = Person(email=email, email_folded=email, name=name)
    session.add(person)
    session.flush()
    member = Member(workspace_id=workspace.id, person_id=person.id, name=name, role=role, **values)
    session.add(member)
    session.flush()
    return Actor(workspace.id, member.id, name, role, Visibility(workspace.visibility))


def _processes(session: Session, cast: Cast) -> None:
    workspace_id = cast.anna.workspace_id
    cast.process_id = _process(session, workspace_id, "deal", "New business")
    cast.lead_process_id = _process(session, workspace_id, "lead", "Enquiries")
    for position, name in enumerate(("Discovery", "Proposal", "Contract")):
        stage, steps = _stage(session, workspace_id, cast.process_id, name, position)
        cast.stages.append(stage)
        cast.steps.extend(steps)
    for position, name in enumerate(("New", "Qualified")):
        stage, steps = _stage(session, workspace_id, cast.lead_process_id, name, position)
        cast.lead_stages.append(stage)
        cast.lead_steps.extend(steps)


def _process(session: Session, workspace_id: int, kind: str, name: str) -> int:
    process = Process(workspace_id=workspace_id, kind=kind, name=name)
    session.add(process)
    session.flush()
    return process.id


def _stage(session: Session, workspace_id: int, process_id: int, name: str, position: int) -> tuple[int, list[int]]:
    stage = Stage(workspace_id=workspace_id, process_id=process_id, name=name, position=position)
    session.add(stage)
    session.flush()
    steps = [
        Step(workspace_id=workspace_id, process_id=process_id, stage_id=stage.id, name=f"{name} {n}", position=n)
        for n in range(1, 4)
    ]
    session.add_all(steps)
    session.flush()
    return stage.id, [step.id for step in steps]


def _keys(values: dict[str, Any]) -> dict[str, Any]:
    return {key.replace("__", "."): value for key, value in values.items()}
