"""A part of a change that stands or falls by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from stepmark.commands.work import Work


@contextmanager
def savepoint(work: Work) -> Iterator[None]:
    """What happens inside stands together; when it is taken back, its events and notices are too."""
    events, notices, told = len(work.events), len(work.notices), set(work.told)
    try:
        with work.session.begin_nested():
            yield
    except BaseException:
        del work.events[events:], work.notices[notices:]
        work.told &= told
        work.settled = min(work.settled, events)
        work.forget()
        raise
