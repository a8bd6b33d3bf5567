"""Jobs on PostgreSQL: deferred in the change's own transaction, run by any number of workers on any machine."""

import asyncio
import threading
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from sqlalchemy.orm import Session

from stepmark.edge import Edge
from stepmark.platform.clock import now
from stepmark.platform.jobs import Awaited, Jobs
from stepmark.worker.carrying import carry_on, due_runs
from stepmark.worker.sender import Sender

QUEUE = "runs"
TASK = "carry_on_run"
# A run that has been due for so long is nobody's: its job was lost, or the worker that had it.
_OVERDUE = timedelta(seconds=10)
_RESCUE_EVERY = 10.0
_PORTION = 50
_AT_ONCE = 4
_AFTER_TROUBLE = 2.0
_PATIENCE = 15.0
log = structlog.get_logger()


class Queue(Jobs):
    """Leaves jobs; somebody else runs them."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        # It writes over connections that it is handed, and never opens one of its own.
        self._leaving = App(connector=SyncPsycopgConnector())

    def defer(self, session: Session, workspace_id: int, awaited: Awaited) -> None:
        """One job for each run; those that are due already in one statement."""
        jobs: dict[datetime | None, list[Any]] = defaultdict(list)
        for run_id, at in awaited.items():
            jobs[_real(at)].append({"workspace_id": workspace_id, "run_id": run_id})
        connection = session.connection().connection.driver_connection
        for begins, arguments in jobs.items():
            job = self._leaving.configure_task(TASK, queue=QUEUE, schedule_at=begins, connection=connection)
            job.batch_defer(*arguments)


class QueueWorker(Queue):
    """Runs jobs as well, on a thread with a loop of its own; begins anew when the database was away."""

    def __init__(self, edge: Edge) -> None:
        super().__init__(edge)
        url = edge.database.settings.url.replace("postgresql+psycopg://", "postgresql://")
        self._app = App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=_AT_ONCE + 2))
        self._app.task(name=TASK, queue=QUEUE)(self._carry_on)
        self._stopping = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
        self._sender = Sender(edge)

    def departing(self) -> None:
        self._sender.wake()

    def start(self) -> None:
        self._thread.start()
        self._sender.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._loop and self._ending and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ending.set)
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)
        self._sender.stop()

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                asyncio.run(self._serve())
            except Exception as error:
                log.warning("jobs.interrupted", error=str(error)[:500])
                self._stopping.wait(_AFTER_TROUBLE)

    async def _serve(self) -> None:
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        if self._stopping.is_set():
            return
        async with self._app.open_async():
            working = self._app.run_worker_async(
                queues=[QUEUE], concurrency=_AT_ONCE, delete_jobs="always", install_signal_handlers=False
            )
            tasks = [asyncio.create_task(each) for each in (working, self._rescue(), self._ending.wait())]
            done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
            for task in done:
                task.result()

    async def _rescue(self) -> None:
        """Bring back what a dead worker held, and carry on due runs that no job brings."""
        while True:
            for job in await self._app.job_manager.get_stalled_jobs(queue=QUEUE):
                await self._app.job_manager.retry_job(job)
            await asyncio.to_thread(self._carry_overdue_on)
            await asyncio.sleep(_RESCUE_EVERY)

    def _carry_on(self, workspace_id: int, run_id: int) -> None:
        carry_on(self._edge, workspace_id, run_id)

    def _carry_overdue_on(self) -> None:
        for each in due_runs(self._edge.database, limit=_PORTION, since=_OVERDUE):
            if not self._stopping.is_set():
                carry_on(self._edge, each.workspace_id, each.run_id)


def _real(at: datetime) -> datetime | None:
    """The moment by the database's clock, which tests do not set; None for one that has come."""
    wait = at - now()
    return datetime.now(UTC) + wait if wait > timedelta(0) else None
