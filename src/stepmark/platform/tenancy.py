"""No row of one workspace is read or written from another: the session adds the workspace, or refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Connection, event, text
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, with_loader_criteria
from sqlalchemy.orm.unitofwork import UOWTransaction
from sqlalchemy.sql.base import ExecutableOption

from stepmark.platform.mapping import Id, Scoped

_SCOPE = text("select set_config('stepmark.workspace', :workspace, true), set_config('stepmark.system', :system, true)")


class UnscopedQuery(RuntimeError):
    """A query of workspace data without a workspace: a mistake of ours, never a user's."""


class ScopedSession(Session):
    """A session bound to one workspace, or, before sign-in and in maintenance, to the system as a whole."""


def enter_workspace(session: Session, workspace_id: int) -> None:
    """From here on the session sees and writes this workspace only."""
    session.info["workspace_id"] = workspace_id
    session.info["system"] = False
    if session.in_transaction():
        _tell_database(session, session.connection())


def as_system(session: Session) -> None:
    """Let the session see all workspaces: for sign-in, the command line and the worker's search for work."""
    session.info["system"] = True
    session.info.pop("workspace_id", None)
    if session.in_transaction():
        _tell_database(session, session.connection())


@contextmanager
def across_workspaces(session: Session) -> Iterator[None]:
    """Look beyond the session's workspace inside the block, for the few questions that are about a person as such."""
    workspace_id = session.info.get("workspace_id")
    with session.no_autoflush:
        as_system(session)
        try:
            yield
        finally:
            if workspace_id is not None:
                enter_workspace(session, workspace_id)


def is_writing(session: Session) -> bool:
    """Whether this session may change data."""
    return bool(session.info.get("writing"))


def public_url(session: Session) -> str:
    """Where people outside reach this server; empty where nobody has said it."""
    return str(session.info.get("public_url", ""))


@event.listens_for(ScopedSession, "after_begin")
def _begin(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if not transaction.nested:  # a savepoint goes on knowing what its transaction was told
        _tell_database(session, connection)


def _tell_database(session: Session, connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        return
    workspace = str(session.info.get("workspace_id", ""))
    system = "on" if session.info.get("system") else "off"
    connection.execute(_SCOPE, {"workspace": workspace, "system": system})


@event.listens_for(ScopedSession, "do_orm_execute")
def _scope(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and not is_writing(state.session):
        raise UnscopedQuery("a reading session may not write")
    if state.session.info.get("system"):
        return
    workspace_id = state.session.info.get("workspace_id")
    if workspace_id is None:
        raise UnscopedQuery("this session has no workspace")
    if not state.is_orm_statement or _names_its_workspace(state):
        if not state.execution_options.get("scoped_by_hand"):
            raise UnscopedQuery("a Core statement names its workspace itself and says scoped_by_hand")
        return
    state.statement = state.statement.options(_only_of(workspace_id))


class _WorkspaceId(BindParameter[int]):
    """The workspace, as a parameter of what narrows a statement to it.

    SQLAlchemy finds a parameter's value in a dictionary that has its copies beside it, and so compares them, for which
    other parameters make an expression each time: a quarter of a statement's time.
    """

    inherit_cache = True
    __hash__ = BindParameter.__hash__

    def __eq__(self, other: object) -> bool:  # type: ignore[override]  # no expression, see above
        return hash(self) == hash(other)  # a copy has the hash of what it was made of


# To make it anew took a seventh of a statement's time. What is kept holds no state of its session.
@lru_cache(maxsize=1_000)
def _only_of(workspace_id: int) -> ExecutableOption:
    """What narrows a statement to the rows of one workspace."""
    given = _WorkspaceId("workspace_id", workspace_id, type_=Id, unique=True)
    return with_loader_criteria(Scoped, lambda cls: cls.workspace_id == given, include_aliases=True)


def _names_its_workspace(state: ORMExecuteState) -> bool:
    """Whether the statement writes rows whose workspace it gives itself, which no condition can narrow."""
    if state.is_insert:
        return True
    given = getattr(state.statement, "_values", None) or {}
    return state.is_update and any(getattr(column, "key", column) == "workspace_id" for column in given)


@event.listens_for(ScopedSession, "before_flush")
def _guard(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if not is_writing(session):
        changed = [*session.new, *session.deleted, *(each for each in session.dirty if session.is_modified(each))]
        if changed:
            raise UnscopedQuery(f"a reading session may not write {type(changed[0]).__name__}")
        return
    if session.info.get("system"):
        return
    workspace_id = session.info.get("workspace_id")
    for row in (*session.new, *session.deleted, *session.dirty):
        if not isinstance(row, Scoped):
            continue
        if row.workspace_id is None:
            row.workspace_id = workspace_id  # type: ignore[unreachable]  # None until the first flush
        if row.workspace_id != workspace_id:
            raise UnscopedQuery(f"{type(row).__name__} of workspace {row.workspace_id} in {workspace_id}")
