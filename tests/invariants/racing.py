"""Two people at once, without luck: one change is made but not committed while the other one runs into it."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

from stepmark.commands.work import Work
from stepmark.domain.rights import Actor
from stepmark.platform.errors import Problem
from tests.cast import Cast

UNTIL_BLOCKED = 0.15


class Change(NamedTuple):
    """A verb with its arguments, to be carried out by somebody."""

    verb: Any
    args: tuple[Any, ...]
    by: Actor | None = None


def change(verb: Any, *args: Any, by: Actor | None = None) -> Change:
    """A change to be made, as Anna unless said otherwise."""
    return Change(verb, args, by)


def cross(cast: Cast, first: Change, second: Change) -> Problem | None:
    """Make the first change, start the second, and only then commit the first. Returns how the second was refused."""
    with ThreadPoolExecutor(1) as threads:
        with half_done(cast, first):
            other = threads.submit(cast.run, second.verb, *second.args, by=second.by)
            _wait_until_blocked(other)
        return refusal(other)


def all_at_once(cast: Cast, changes: Sequence[Change]) -> list[Problem | None]:
    """Let everybody start at the same moment. Returns how each was refused."""
    start = threading.Barrier(len(changes))

    def run(each: Change) -> None:
        start.wait()
        cast.run(each.verb, *each.args, by=each.by)

    with ThreadPoolExecutor(len(changes)) as threads:
        return [refusal(each) for each in [threads.submit(run, change) for change in changes]]


def refusal(done: "Future[Any]") -> Problem | None:
    """The problem that a change ended in; any other error is raised."""
    error = done.exception(timeout=30)
    if error is None or isinstance(error, Problem):
        return error
    raise error


@contextmanager
def half_done(cast: Cast, made: Change) -> Iterator[None]:
    """A change that has been carried out, and is committed when the block ends."""
    actor = made.by or cast.anna
    with cast.database.writing(actor.workspace_id) as session:
        work = Work(session, actor)
        made.verb(work, *made.args)
        session.flush()
        yield
        session.add_all(work.history())
        session.commit()


def _wait_until_blocked(other: "Future[Any]") -> None:
    # Nobody tells when another session begins to wait; one that does not wait is done long before.
    end = time.monotonic() + UNTIL_BLOCKED
    while not other.done() and time.monotonic() < end:
        time.sleep(0.005)
