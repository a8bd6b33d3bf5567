"""The demo workspace with people who have open deals of their own, twenty rules, and a file still to be brought in."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from sqlalchemy import and_, func, select

from stepmark.automation.drafts import RuleDraft
from stepmark.automation.rules import create_rule
from stepmark.commands.fields import create_field
from stepmark.demo.build import build
from stepmark.demo.files import DATA
from stepmark.domain.deals import Deal
from stepmark.domain.imports import ImportRun
from stepmark.domain.people import Member
from stepmark.domain.processes import Process, Step
from stepmark.domain.rights import Actor
from stepmark.domain.runs import Outcome, Run
from stepmark.edge import Edge
from stepmark.platform.db import Database
from stepmark.platform.live import Hub
from tests.bench.busy_rules import FIELDS, Line, busy_rules, pipeline
from tests.bench.people_at_work import Work

OWN_DEALS = 10
# Neither bound to a field nor in need of a note.
STEPS = ("Find the decision maker", "Demonstration given", "Terms agreed", "Contract signed")


@dataclass(frozen=True)
class Scene:
    """`runs` says how often each rule has to run for `lines`, by its id."""

    database: Database
    edge: Edge
    admin: Actor
    lines: Sequence[Line]
    works: Sequence[Work]
    runs: Mapping[int, int]

    @property
    def file(self) -> str:
        """What comes in."""
        return _text(self.lines)

    def run(self, import_id: int) -> ImportRun:
        """How the import stands."""
        with self.database.reading(self.admin.workspace_id) as session:
            return session.get_one(ImportRun, import_id)

    def ran(self) -> dict[tuple[int | None, str], int]:
        """The runs so far by rule and outcome, without those of the demo's own rules."""
        query = select(Run.rule_id, Run.outcome, func.count()).where(Run.rule_id.in_(self.runs))
        with self.database.reading(self.admin.workspace_id) as session:
            rows = session.execute(query.group_by(Run.rule_id, Run.outcome))
            return {(rule, outcome): count for rule, outcome, count in rows}

    def is_at_rest(self) -> bool:
        """Whether no run of any rule waits."""
        with self.database.reading(self.admin.workspace_id) as session:
            return session.scalars(select(Run.id).where(Run.outcome == Outcome.WAITING).limit(1)).first() is None


def busy_scene(database: Database, folder: Path, rows: int | None, people: int) -> Scene:
    """All of it; of the file so many rows, or all."""
    lines, names = pipeline(rows), _busiest(people)
    (folder / "accounts.csv").write_bytes((DATA / "accounts.csv").read_bytes())
    (folder / "sales_pipeline.csv").write_text(_text(_own(names)), encoding="utf-8")
    edge = Edge(database, Hub())
    admin, _imported = build(edge, lambda _kind: lambda _done, _total: None, folder)
    for label in FIELDS:
        edge.run(admin, create_field, "deal", label=label, type="text")
    runs = {_made(edge, admin, rule.draft): sum(map(rule.runs_for, lines)) for rule in busy_rules()}
    return Scene(database, edge, admin, lines, _works(database, admin, names), runs)


def _text(lines: Iterable[Line]) -> str:
    written = StringIO()
    writer = csv.DictWriter(written, list(pipeline(1)[0]))
    writer.writeheader()
    writer.writerows(lines)
    return written.getvalue()


def _busiest(people: int) -> list[str]:
    counted = Counter(line["sales_agent"] for line in pipeline() if _is_open(line))
    return [name for name, _count in counted.most_common(people)]


def _own(names: Sequence[str]) -> Iterable[Line]:
    """Deals that are there before, under numbers of their own."""
    for name in names:
        theirs = [line for line in pipeline() if line["sales_agent"] == name and _is_open(line)]
        yield from ({**line, "opportunity_id": f"own {line['opportunity_id']}"} for line in theirs[:OWN_DEALS])


def _is_open(line: Line) -> bool:
    return line["deal_stage"] == "Engaging" and bool(line["account"])


def _made(edge: Edge, admin: Actor, draft: dict[str, object]) -> int:
    return edge.run(admin, create_rule, RuleDraft.model_validate(draft), enabled=True)


def _works(database: Database, admin: Actor, names: Sequence[str]) -> list[Work]:
    with database.reading(admin.workspace_id) as session:
        of_live = Process.id == Step.process_id, Process.deleted_at.is_(None)
        steps = list(session.scalars(select(Step.id).join(Process, and_(*of_live)).where(Step.name.in_(STEPS))))
        members = {member.name: member.id for member in session.scalars(select(Member))}
        deals = {name: select(Deal.id).where(Deal.responsible_id == members[name]) for name in names}
        return [Work(name, list(session.scalars(query)), steps) for name, query in deals.items()]
