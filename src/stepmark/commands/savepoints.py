"""A part of a change that stands or falls by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from stepmark.commands.work import Work


@contextmanager
def savepoint(work: Work) -> Iterator[None]:
    """What happens inside stands together; when it is taken back, its events are too."""
    events = len(work.events)
    try:
        with work.session.begin_nested():
            yield
    except BaseException:
        del work.events[events:]
        work.settled = min(work.settled, events)
        work.forget()
        raise
