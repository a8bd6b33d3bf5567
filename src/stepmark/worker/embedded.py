"""The worker inside the serving process, for SQLite: a thread that sleeps until a run is due, woken at commit."""

import threading
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from stepmark.edge import Edge
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.jobs import Jobs
from stepmark.worker.carrying import carry_on, due_runs, next_due
from stepmark.worker.sender import Sender

# What the command line has left beside us is found after so long at the latest.
LONGEST_SLEEP = timedelta(seconds=20)
_PORTION = 50
# SQLite's one writer: between two runs the others have their turn.
_PAUSE = 0.002
_AFTER_TROUBLE = 1.0
_PATIENCE = 10.0
log = structlog.get_logger()


class Embedded(Jobs):
    """Carries runs on, one after the other, each in a transaction of its own; beside it goes what is to be sent."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._sender = Sender(edge)
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="runs", daemon=True)

    def committed(self) -> None:
        """Wake it, whenever the new runs are due."""
        self._woken.set()

    def departing(self) -> None:
        """Wake whoever sends."""
        self._sender.wake()

    def start(self) -> None:
        """Begin on threads of its own; what an earlier process has left is taken up first."""
        self._thread.start()
        self._sender.start()

    def stop(self) -> None:
        """End after the run under way."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)
        self._sender.stop()

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                is_done = self._portion()
                if is_done:
                    self._woken.wait(self._until_next())
            except (Problem, SQLAlchemyError, OSError) as error:
                log.warning("runs.not_carried_on", error=str(error)[:500])
                self._stopping.wait(_AFTER_TROUBLE)

    def _portion(self) -> bool:
        """Carry on what is due, at most so many. Returns whether that was all of it."""
        due = due_runs(self._edge.database, limit=_PORTION)
        for each in due:
            if self._stopping.wait(_PAUSE):
                return True
            if not carry_on(self._edge, each.workspace_id, each.run_id):
                self._stopping.wait(_AFTER_TROUBLE)
        return not due

    def _until_next(self) -> float:
        moment = next_due(self._edge.database)
        return min(LONGEST_SLEEP, max(moment - now(), timedelta(0)) if moment else LONGEST_SLEEP).total_seconds()
