"""Which worker a database calls for."""

from stepmark.edge import Edge
from stepmark.platform.jobs import Jobs
from stepmark.worker.embedded import Embedded


def jobs_for(edge: Edge, *, working: bool) -> Jobs:
    """SQLite's one process works itself; on PostgreSQL it leaves jobs, unless it is a worker (`working`)."""
    if edge.database.is_sqlite:
        return Embedded(edge)
    from stepmark.worker.queued import Queue, QueueWorker  # noqa: PLC0415 - commands on SQLite start sooner without

    return QueueWorker(edge) if working else Queue(edge)
