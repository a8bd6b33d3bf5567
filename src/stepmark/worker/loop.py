"""Rounds of what has to be done again and again, each kind on a thread of its own or in the foreground."""

import threading
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from stepmark.edge import Edge
from stepmark.platform.errors import Problem
from stepmark.platform.settings import Settings
from stepmark.worker.housekeeping import keep_house
from stepmark.worker.inboxes import read_inboxes
from stepmark.worker.sweeps import sweep_due

_HOUR, _MINUTE = 3600.0, 60.0
_PATIENCE = 10.0
log = structlog.get_logger()


class Rounds:
    """Goes round until it is told to stop. A round that fails is logged, and the next one tries again."""

    def __init__(
        self, name: str, once: Callable[[threading.Event], object], *, first_after: float, interval: float
    ) -> None:
        self._name, self._once, self._first_after, self._interval = name, once, first_after, interval
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self.run, name=name, daemon=True)

    def start(self) -> None:
        """Begin on a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End after the transaction under way."""
        self.ask_to_stop()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)

    def ask_to_stop(self, *_signal: object) -> None:
        """The same without waiting, as a signal's handler."""
        self._stopping.set()

    def run(self) -> None:
        """Round after round, here and now, until stopped."""
        self._stopping.wait(self._first_after)
        while not self._stopping.is_set():
            self._round()
            self._stopping.wait(self._interval)

    def _round(self) -> None:
        try:
            self._once(self._stopping)
        except (Problem, SQLAlchemyError, OSError) as error:
            log.warning("round.failed", name=self._name, error=str(error)[:500])


class Housekeeper(Rounds):
    """Keeps the house, once an hour."""

    def __init__(self, edge: Edge, settings: Settings, *, first_after: float = 0, interval: float = _HOUR) -> None:
        super().__init__(
            "housekeeping",
            lambda stopping: keep_house(edge, settings, stopping),
            first_after=first_after,
            interval=interval,
        )


class SweepClock(Rounds):
    """Starts the periodic rules that are due, within a minute of their hour."""

    def __init__(self, edge: Edge, *, first_after: float = 5, interval: float = _MINUTE) -> None:
        super().__init__(
            "sweeps", lambda stopping: sweep_due(edge, stopping), first_after=first_after, interval=interval
        )


class InboxReader(Rounds):
    """Reads mailboxes, each once a minute."""

    def __init__(self, edge: Edge, settings: Settings, *, first_after: float = 10, interval: float = 15.0) -> None:
        super().__init__(
            "inboxes",
            lambda stopping: read_inboxes(edge, settings, stopping),
            first_after=first_after,
            interval=interval,
        )
