"""The demo workspace, from the first rows of its files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from stepmark.automation.telling import told_rules
from stepmark.demo.build import NAME, Imported, build
from stepmark.demo.files import DATA
from stepmark.domain.bindings import Binding
from stepmark.domain.companies import Company
from stepmark.domain.deals import Deal
from stepmark.domain.imports import ImportFault, ImportRun
from stepmark.domain.notes import Note
from stepmark.domain.people import Group, Member
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Rule, Sweep
from stepmark.domain.runs import Run
from stepmark.domain.tasks import Task
from stepmark.domain.ticks import Tick
from stepmark.domain.workspace import Workspace
from stepmark.edge import Edge
from stepmark.platform.db import Database
from stepmark.platform.live import Hub
from stepmark.web.rules.listing import book_of
from tests.support.databases import Databases

WON, OPEN = 20, 40


@dataclass(frozen=True)
class Demo:
    """A demo workspace as it was built, and what it was built from."""

    database: Database
    folder: Path
    admin: Actor
    imported: list[Imported]


@pytest.fixture(scope="module")
def demo(databases: Databases, backend: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Built once: it is only looked at, and building it again must change nothing."""
    folder = _first_rows(tmp_path_factory.mktemp("demo"))
    with databases.fresh(backend) as database:
        yield Demo(database, folder, *_build(database, folder))


def _first_rows(folder: Path) -> Path:
    """All accounts, the first deals that were won, and the first that are open."""
    (folder / "accounts.csv").write_bytes((DATA / "accounts.csv").read_bytes())
    header, *rows = (DATA / "sales_pipeline.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    won, going_on = ([row for row in rows if f",{stage}," in row] for stage in ("Won", "Engaging"))
    text = "".join([header, *won[:WON], *going_on[:OPEN]])
    (folder / "sales_pipeline.csv").write_text(text, encoding="utf-8")
    return folder


def _build(database: Database, folder: Path) -> tuple[Actor, list[Imported]]:
    return build(Edge(database, Hub()), lambda _kind: lambda _done, _total: None, folder)


def _count(database: Database, model: type, workspace_id: int) -> int:
    with database.reading(workspace_id) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_demo_stands_with_its_people_process_and_records(demo: Demo) -> None:
    database, admin = demo.database, demo.admin
    counts = {
        model.__tablename__: _count(database, model, admin.workspace_id)
        for model in (Member, Group, Company, Deal, Binding)
    }
    assert counts == {"member": 42, "member_group": 3, "company": 85, "deal": WON + OPEN, "binding": 3}
    assert [each.rows for each in demo.imported] == [85, WON + OPEN]
    assert _count(database, Tick, admin.workspace_id) > WON
    with database.reading(admin.workspace_id) as session:
        children = session.scalar(select(func.count()).select_from(Company).where(Company.parent_id.is_not(None)))
        won = session.scalars(select(Deal).where(Deal.status == "won")).all()
    assert children == 15
    assert won
    assert all(deal.closed_at is not None and deal.closed_at.year == 2017 for deal in won)


def test_what_is_wrong_in_the_data_is_told(demo: Demo) -> None:
    database, admin = demo.database, demo.admin
    pipeline = (demo.folder / "sales_pipeline.csv").read_text(encoding="utf-8")
    with database.reading(admin.workspace_id) as session:
        told = select(ImportFault.value, func.count()).group_by(ImportFault.value)
        faults = dict(session.execute(told).all())
    assert faults["technolgy"] == 12
    assert faults["GTXPro"] == pipeline.count("GTXPro")


def test_every_rule_that_is_on_is_whole_and_the_rules_have_run(demo: Demo) -> None:
    database, admin = demo.database, demo.admin
    with database.reading(admin.workspace_id) as session:
        rules = session.scalars(select(Rule)).all()
        told = told_rules(book_of(session, admin), rules)
        ran = dict(session.execute(select(Run.rule_name, func.count()).group_by(Run.rule_name)).all())
        outcomes = set(session.scalars(select(Run.outcome)))
        days = session.scalars(select(Sweep.finished_at)).all()
    assert [each.faults for each in told] == [[]] * len(rules)
    assert sum(rule.enabled for rule in rules) == 7
    assert outcomes == {"done"}
    assert {"Minutes follow the demonstration", "Three weeks before the close, the date is confirmed"} <= set(ran)
    assert [day is not None for day in days] == [True] * 6


def test_building_it_again_changes_nothing(demo: Demo) -> None:
    database, admin = demo.database, demo.admin
    models = (Workspace, ImportRun, Deal, Note, Task, Tick, Rule, Run, Sweep)
    before = [_count(database, model, admin.workspace_id) for model in models]
    again, imported = _build(database, demo.folder)
    assert (again.workspace_id, imported) == (admin.workspace_id, [])
    assert [_count(database, model, admin.workspace_id) for model in models] == before
    with database.reading(None) as session:
        assert session.scalars(select(Workspace.name)).all() == [NAME]
