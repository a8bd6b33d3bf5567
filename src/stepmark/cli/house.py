"""What every command starts from: settings, an open database, and one clear line when something is wrong."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from stepmark.domain.people import Role
from stepmark.domain.plans import load_plans
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Visibility, Workspace
from stepmark.edge import Edge
from stepmark.platform import logs
from stepmark.platform.clock import set_clock
from stepmark.platform.db import Database
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import text_of
from stepmark.platform.live import Hub
from stepmark.platform.migrations import newest_revision, revision
from stepmark.platform.settings import Settings
from stepmark.worker.jobs import jobs_for

console = Console(stderr=True, highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class House:
    """The product without its web pages."""

    settings: Settings
    database: Database
    edge: Edge


def read_settings() -> Settings:
    """The settings of this process, its clock and its plans set by them."""
    try:
        settings = Settings()
        logs.configure()
        set_clock(settings.clock)
        load_plans(settings.plans_file)
    except (ValidationError, ValueError, OSError) as error:
        fail(_settings_fault(error), code=2)
    return settings


@contextmanager
def opened() -> Iterator[House]:
    """The database at its newest shape; a refusal inside ends the command with its text and exit code 1."""
    settings = read_settings()
    database = Database(settings)
    hub = Hub("" if database.is_sqlite else settings.url)
    with refusals_told():
        _require_migrated(database)
        edge = Edge(database, hub)
        edge.jobs = jobs_for(edge, working=False)
        try:
            yield House(settings, database, edge)
        finally:
            hub.stop()
            database.close()


@contextmanager
def refusals_told() -> Iterator[None]:
    """End the command with one line for a refusal, or a database that does not answer."""
    try:
        yield
    except Problem as problem:
        fail(str(text_of(problem.detail)))
    except OperationalError as error:
        fail(f"The database does not answer: {_first_line(error.orig)}")


def administrator_of(house: House, workspace: str) -> Actor:
    """The command line itself, acting in a workspace that is given by its name."""
    with house.database.reading(None) as session:
        found = session.scalars(select(Workspace).where(Workspace.name == workspace)).one_or_none()
        names = [] if found else list(session.scalars(select(Workspace.name).order_by(Workspace.name).limit(20)))
    if found is None:
        fail(f"There is no workspace “{workspace}”. There is: {', '.join(names) or 'none'}.")
    return Actor(
        found.id,
        None,
        "Stepmark",
        Role.ADMINISTRATOR,
        Visibility(found.visibility),
        found.locale,
        found.time_zone,
        found.currency,
        found.plan,
    )


def say(text: str) -> None:
    """A line for people. It goes to stderr, so that what programs read stands alone on stdout."""
    console.print(text, markup=False)


def fail(text: str, *, code: int = 1) -> NoReturn:
    """One line on stderr, and the end."""
    console.print(text, style="red", markup=False)
    raise typer.Exit(code)


def point_at(data_dir: str, database_url: str) -> None:
    """Let options stand in for their environment variables."""
    if data_dir:
        os.environ["STEPMARK_DATA_DIR"] = data_dir
    if database_url:
        os.environ["STEPMARK_DATABASE_URL"] = database_url


def _require_migrated(database: Database) -> None:
    with database.engine.connect() as connection:
        current = revision(connection)
    if current != newest_revision():
        state = "has no tables yet" if current is None else f"is at version {current}, not {newest_revision()}"
        fail(f"The database {state}. Run: stepmark migrate")


def _settings_fault(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"STEPMARK_{'_'.join(map(str, first['loc'])).upper()}: {first['msg']}"
    return f"A setting can't be used: {_first_line(error)}"


def _first_line(error: object) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
