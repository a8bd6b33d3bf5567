"""Imports and withdrawals carried on beside the requests, one at a time, on a thread that holds no session.

Where one stands is in its row; a process that dies leaves it there, and the next one goes on.
"""

import queue
import threading
from contextlib import suppress
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from stepmark.commands.import_drafts import note_trouble
from stepmark.commands.import_withdrawal import take_back
from stepmark.domain.imports import ImportRun, ImportState
from stepmark.domain.people import Member, Role
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.edge import Edge
from stepmark.importing.carry_out import carry_on
from stepmark.importing.pace import Pace
from stepmark.importing.stored import stored_plan
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.file_store import FileStore
from stepmark.platform.i18n import Text, _, speaking
from stepmark.queries.identity import actor_of
from stepmark.queries.imports import unfinished_imports

# After this long without a sign of life, an import is nobody's.
ALIVE = timedelta(minutes=1)
_PATIENCE = 10.0
# SQLite's one writer: between two chunks the others have their turn.
_PAUSE = 0.005
_BUSY = 1.0
log = structlog.get_logger()
Job = tuple[int, int]


class _Stopping(Exception):
    """The process ends; what is under way stays for the next one."""


class Background:
    """The process's importer. Its thread starts with the first job."""

    def __init__(self, edge: Edge, store: FileStore) -> None:
        self._edge, self._store = edge, store
        self._jobs: queue.Queue[Job | None] = queue.Queue()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._here: set[Job] = set()

    def has(self, workspace_id: int, import_id: int) -> bool:
        """Whether this process is carrying the import on, or will."""
        return (workspace_id, import_id) in self._here

    def start(self, workspace_id: int, import_id: int) -> None:
        """Carry this import, or its withdrawal, on as soon as those before it are done."""
        self._here.add((workspace_id, import_id))
        self._jobs.put((workspace_id, import_id))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="imports", daemon=True)
            self._thread.start()

    def resume(self) -> None:
        """Take up what a process has left. On SQLite there is no other one; elsewhere another may be at it."""
        since = None if self._edge.database.is_sqlite else now() - ALIVE
        try:
            with self._edge.database.reading(None) as session:
                left = unfinished_imports(session, since)
        except SQLAlchemyError as error:
            log.warning("imports.not_resumed", error=str(error)[:500])
            return
        for job in left:
            self.start(*job)

    def stop(self) -> None:
        """End after the chunk under way."""
        self._stopping.set()
        self._jobs.put(None)
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None and not self._stopping.is_set():
            with suppress(_Stopping):
                self._carry(job)
                self._here.discard(job)

    def _carry(self, job: Job) -> None:
        while not self._tried(job):
            if self._stopping.wait(_BUSY):
                raise _Stopping

    def _tried(self, job: Job) -> bool:
        """Go on as far as it goes; false when others are writing too much just now."""
        try:
            self._go_on(job)
        except _Stopping:
            raise
        except Problem as problem:
            if problem.type == "busy":
                return False
            if problem.type != "conflict":  # then somebody else carries it on, or it is being withdrawn
                self._note(job, problem.detail)
        except Exception as error:  # whatever it is, the page must say that it has stopped
            log.exception("import.failed", import_id=job[1], error=str(error)[:500])
            self._note(job, _("Something went wrong on the server. What is in stays; let it go on, or withdraw it."))
        return True

    def _go_on(self, job: Job) -> None:
        run, actor = self._loaded(job)
        with speaking(actor.locale, actor.time_zone):
            if run.state in (ImportState.ROWS, ImportState.LINKS):
                plan = stored_plan(self._edge.database, self._store, actor, run)
                carry_on(self._edge, actor, plan, run.id, self._moved)
            elif run.state == ImportState.WITHDRAW:
                self._take_back(actor, run)

    def _take_back(self, actor: Actor, run: ImportRun) -> None:
        pace, more = Pace(), True
        while more:
            done = self._edge.change(actor, take_back, run.id, pace.seconds)
            pace.learn(done.worked, done.held)
            more = done.result
            self._moved(0, 0)

    def _moved(self, _done: int, _total: int) -> None:
        if self._stopping.wait(_PAUSE):
            raise _Stopping

    def _loaded(self, job: Job) -> tuple[ImportRun, Actor]:
        workspace_id, import_id = job
        with self._edge.database.reading(workspace_id) as session:
            run = session.get_one(ImportRun, import_id)
            member_id = run.withdrawn_by if run.state == ImportState.WITHDRAW else run.member_id
            member = session.get(Member, member_id) if member_id else None
            workspace = session.get_one(Workspace, workspace_id)
            actor = actor_of(member, workspace) if member and member.active else None
        if actor is None or not actor.can_create:
            text = _("Who began this import may not add records any more. Withdraw it, or bring the file in yourself.")
            raise Problem("not-allowed", text)
        return run, actor

    def _note(self, job: Job, reason: Text) -> None:
        workspace_id, import_id = job
        system = Actor(workspace_id, None, "Stepmark", Role.ADMINISTRATOR)
        try:
            self._edge.run(system, note_trouble, import_id, reason)
        except (Problem, SQLAlchemyError) as error:
            log.error("import.trouble_not_noted", import_id=import_id, error=str(error)[:500])
