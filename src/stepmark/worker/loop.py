"""Rounds of housekeeping, one an hour, on a thread of their own or in the foreground."""

import threading

import structlog
from sqlalchemy.exc import SQLAlchemyError

from stepmark.edge import Edge
from stepmark.platform.errors import Problem
from stepmark.platform.settings import Settings
from stepmark.worker.housekeeping import keep_house

INTERVAL = 3600.0
_PATIENCE = 10.0
log = structlog.get_logger()


class Housekeeper:
    """Keeps the house until it is told to stop. A round that fails is logged, and the next one tries again."""

    def __init__(self, edge: Edge, settings: Settings, *, first_after: float = 0, interval: float = INTERVAL) -> None:
        self._edge, self._settings, self._first_after, self._interval = edge, settings, first_after, interval
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self.run, name="housekeeping", daemon=True)

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
            keep_house(self._edge, self._settings, self._stopping)
        except (Problem, SQLAlchemyError, OSError) as error:
            log.warning("housekeeping.failed", error=str(error)[:500])
