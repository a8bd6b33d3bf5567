"""Building the demo workspace, part by part; a part that is there already is left alone."""

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from stepmark.automation.presets import with_presets
from stepmark.catalogue.kinds import COMPANY, DEAL, Kind
from stepmark.commands.tour import end_tour
from stepmark.commands.workspaces import create_workspace
from stepmark.demo.files import DATA, mapping_of
from stepmark.demo.leads import add_enquiries
from stepmark.demo.liveliness import enliven
from stepmark.demo.people import ADMIN, ADMIN_EMAIL, add_people
from stepmark.demo.process import add_process
from stepmark.demo.products import add_products
from stepmark.demo.rules import add_rules, let_days_pass
from stepmark.domain.imports import ImportRun, ImportState
from stepmark.domain.passwords import hashed
from stepmark.domain.people import Member
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.edge import Edge
from stepmark.importing.carry_out import Progress, carry_out
from stepmark.importing.plan import plan_import
from stepmark.queries.identity import actor_of

NAME = "Maven Sales"
PASSWORD = "a demo for everybody"  # noqa: S105 - it is printed, so that people can look around
_FILES = (("accounts", COMPANY), ("sales_pipeline", DEAL))


@dataclass(frozen=True)
class Imported:
    """A file that was brought in just now."""

    import_id: int
    rows: int
    seconds: float


def build(edge: Edge, moved: Callable[[Kind], Progress], folder: Path = DATA) -> tuple[Actor, list[Imported]]:
    """Make of the workspace what is missing, from the files in `folder`.

    Returns its administrator, and the files that were brought in now.
    """
    admin = _workspace(edge)
    command_line = dataclasses.replace(admin, member_id=None, name="Stepmark")
    edge.run(command_line, add_people, hashed(PASSWORD, ADMIN_EMAIL))
    edge.run(admin, add_process)
    edge.run(admin, add_products)
    imported = [
        _import(edge, command_line, folder / f"{name}.csv", kind, moved(kind))
        for name, kind in _FILES
        if not _is_in(edge, admin, kind)
    ]
    edge.run(admin, add_rules)
    enliven(edge, admin)
    add_enquiries(edge, admin)
    let_days_pass(edge, admin)
    return admin, imported


def _workspace(edge: Edge) -> Actor:
    with edge.database.reading(None) as session:
        query = select(Member, Workspace).join(Workspace, Workspace.id == Member.workspace_id)
        found = session.execute(query.where(Workspace.name == NAME).order_by(Member.id).limit(1)).one_or_none()
    if found is not None:
        return actor_of(*found)
    password = hashed(PASSWORD, ADMIN_EMAIL)
    admin = edge.run_as_system(
        with_presets(
            lambda session: create_workspace(
                session, NAME, ADMIN_EMAIL, ADMIN, password, currency="USD", time_zone="America/New_York"
            )
        )
    )
    edge.run(admin, end_tour)
    return admin


def _import(edge: Edge, actor: Actor, file: Path, kind: Kind, moved: Progress) -> Imported:
    begun = time.perf_counter()
    plan = plan_import(edge.database, actor, kind, file.name, file.read_bytes(), mapping_of(file.stem))
    import_id = carry_out(edge, actor, plan, progress=moved)
    return Imported(import_id, plan.file.rows, time.perf_counter() - begun)


def _is_in(edge: Edge, actor: Actor, kind: Kind) -> bool:
    with edge.database.reading(actor.workspace_id) as session:
        done = select(ImportRun.id).where(ImportRun.kind == kind.name, ImportRun.state == ImportState.DONE)
        return session.scalars(done).first() is not None
