"""Writes down for how long each change of this process keeps others from writing."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from stepmark.platform.db import Database
from stepmark.platform.tenancy import ScopedSession


class Hold(NamedTuple):
    """The name of the thread, which tells imports and runs from requests, and the seconds: by the clock, and of its own
    work.
    """

    thread: str
    seconds: float
    worked: float


def measure_holds(file: Path) -> None:
    """A line for each change, from here on."""
    writing, notes = Database.writing, file.open("a", buffering=1)

    @contextmanager
    def measured(self: Database, workspace_id: int | None) -> Iterator[ScopedSession]:
        with writing(self, workspace_id) as session:
            began, work_began = time.perf_counter(), time.thread_time()
            try:
                yield session
            finally:
                held, worked = time.perf_counter() - began, time.thread_time() - work_began
                notes.write(f"{threading.current_thread().name} {held:.4f} {worked:.4f}\n")

    Database.writing = measured  # type: ignore[method-assign]  # the same method, with a watch


def holds_in(file: Path) -> list[Hold]:
    """What was written down."""
    lines = [line.rsplit(" ", 2) for line in file.read_text().splitlines()]
    return [Hold(name, float(held), float(worked)) for name, held, worked in lines]
