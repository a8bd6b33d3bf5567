"""Short ways to what tests about people look at."""

from functools import cache
from typing import Any, TypeVar

from sqlalchemy import select

from stepmark.commands.passwords import set_password
from stepmark.domain.history import History
from stepmark.domain.passwords import hashed
from stepmark.domain.people import Member
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.queries.identity import actor_of
from tests.cast import Cast

PASSWORD = "correct horse battery"

Row = TypeVar("Row")


def row(cast: Cast, model: type[Row], row_id: int | None) -> Row:
    """A row as it stands in the database, of whatever workspace."""
    with cast.database.reading(None) as session:
        return session.get_one(model, row_id)


def rows(cast: Cast, model: type[Row], *conditions: Any) -> list[Row]:
    """Rows by their ids, of whatever workspace."""
    with cast.database.reading(None) as session:
        return list(session.scalars(select(model).where(*conditions).order_by(model.id)))  # type: ignore[attr-defined]  # all have ids


def events(cast: Cast, kind: str, record_id: int | None) -> list[History]:
    """What happened to something, the oldest first."""
    return rows(cast, History, History.kind == kind, History.record_id == record_id)


def on_plan(cast: Cast, plan: str) -> None:
    """Put Anna's workspace on a plan."""
    with cast.database.writing(None) as session:
        session.get_one(Workspace, cast.anna.workspace_id).plan = plan
        session.commit()


def with_password(cast: Cast, actor: Actor) -> str:
    """Give somebody of the cast the password PASSWORD; returns the address they sign in with."""
    email = f"{actor.name.split(' ')[0].lower()}@example.com"
    password_hash = kept_password()
    cast.edge.run_as_system(lambda session: set_password(session, email, password_hash))
    return email


@cache
def kept_password() -> str:
    """PASSWORD as the database keeps it."""
    return hashed(PASSWORD, "")


def stepmark(cast: Cast) -> Actor:
    """The command line in Anna's workspace."""
    return Actor(cast.anna.workspace_id, None, "Stepmark", cast.anna.role)


def actor_now(cast: Cast, actor: Actor) -> Actor:
    """Somebody of the cast with the role that they have by now."""
    return actor_of(row(cast, Member, actor.member_id), row(cast, Workspace, actor.workspace_id))
