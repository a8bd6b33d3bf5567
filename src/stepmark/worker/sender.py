"""Sending what is due to be sent: several at once, each between two transactions and inside none.

Addresses that let us wait, and those that nobody knows yet, have half of the places at most, and one each, so that dead
ones, at which a try takes all of its time, hold up no living ones.
"""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from stepmark.automation.carriers import carriers
from stepmark.automation.carriers.base import Outside
from stepmark.automation.sending import Departure, Via, next_departure, release_all, take_due, write_down
from stepmark.channels.addresses import Unreachable
from stepmark.channels.http import DEADLINE_SECONDS, HttpClient
from stepmark.channels.results import NotSent, Result
from stepmark.domain.people import Role
from stepmark.domain.rights import Actor
from stepmark.edge import Edge
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _

PLACES = 16
_FOR_UNKNOWN = PLACES // 2
_FOR_SLOW = PLACES // 4
_FOR_ONE = 4
# What another process has left to be sent is found after so long at the latest.
_LOOK_EVERY = timedelta(seconds=1)
_NO_PLACE = 0.1
_AFTER_TROUBLE = 1.0
_PATIENCE = 20.0
log = structlog.get_logger()


@dataclass(frozen=True)
class _Room:
    """How many more may be taken: none of `but`, and with `only` of these alone."""

    places: int
    but: frozenset[Via]
    only: frozenset[Via] | None
    quick: frozenset[Via]
    under_way: Mapping[Via, int]

    def share(self, via: Via) -> int:
        """How many more of one address."""
        return (_FOR_ONE if via in self.quick else 1) - self.under_way.get(via, 0)


class Sender:
    """Takes deliveries and sends them, on threads of its own."""

    def __init__(self, edge: Edge, deadline: float = DEADLINE_SECONDS) -> None:
        self._edge = edge
        settings = edge.database.settings
        allowed = settings.allowed_networks
        self._outside = Outside(HttpClient(allowed, deadline), allowed, settings.files_dir, settings.signing_key)
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="sender", daemon=True)
        self._places = ThreadPoolExecutor(PLACES, thread_name_prefix="sending")
        self._lock = threading.Lock()
        self._under_way: Counter[Via] = Counter()
        # How long an answer may take; who was quick the last time, and who was not.
        self._quickly = deadline / 5
        self._quick: set[Via] = set()
        self._slow: set[Via] = set()

    def wake(self) -> None:
        """There is something to be sent."""
        self._woken.set()

    def start(self) -> None:
        """Begin; what an earlier process has left is taken up first."""
        self._thread.start()

    def stop(self) -> None:
        """End after what is under way."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)
        self._places.shutdown(wait=True, cancel_futures=True)

    def send_all(self) -> int:
        """Send what is due, here and now, one after the other. Returns how many tries that were."""
        count = 0
        while taken := self._edge.run_as_system(lambda session: take_due(session, 1)):
            count += len(taken)
            for each in taken:
                self._send(each)
        return count

    def _work(self) -> None:
        is_new = True
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                if is_new and self._edge.database.is_sqlite:
                    # It has one process, so what another one had taken is nobody's.
                    self._edge.run_as_system(release_all)
                is_new = False
                wait = self._until_next()
                if wait or not self._hand_out():
                    self._woken.wait(wait or _NO_PLACE)
            except (Problem, SQLAlchemyError, OSError) as error:
                log.warning("deliveries.not_sent", error=str(error)[:500])
                self._stopping.wait(_AFTER_TROUBLE)

    def _hand_out(self) -> int:
        """Take what there are places for. Returns how many."""
        room = self._room()
        if not room.places or room.only == frozenset():
            return 0
        taken = self._edge.run_as_system(
            lambda session: take_due(session, room.places, but=room.but, only=room.only, share=room.share)
        )
        for each in taken:
            with self._lock:
                self._under_way[each.via] += 1
            self._places.submit(self._send_in_place, each)
        return len(taken)

    def _room(self) -> "_Room":
        with self._lock:
            quick, under_way = frozenset(self._quick), Counter(self._under_way)
            slow = frozenset(self._slow)
        full = {via for via, count in under_way.items() if count >= (_FOR_ONE if via in quick else 1)}
        left = PLACES - under_way.total()
        for_unknown = _FOR_UNKNOWN - sum(count for via, count in under_way.items() if via not in quick)
        if for_unknown <= 0:
            return _Room(left, frozenset(), quick - full, quick, under_way)
        for_slow = _FOR_SLOW - sum(count for via, count in under_way.items() if via in slow)
        but = full if for_slow > 0 else full | slow
        return _Room(min(left, for_unknown), frozenset(but), None, quick, under_way)

    def _send_in_place(self, departure: Departure) -> None:
        try:
            self._send(departure)
        except (Problem, SQLAlchemyError, OSError) as error:
            # Its lease ends, and then it is tried again.
            log.warning("delivery.not_written_down", delivery=departure.delivery_id, error=str(error)[:500])
        finally:
            with self._lock:
                self._under_way[departure.via] -= 1
                self._under_way += Counter()
            self._woken.set()

    def _send(self, departure: Departure) -> None:
        at, began = now(), time.monotonic()
        result = self._result(departure)
        took = timedelta(seconds=time.monotonic() - began)
        self._remember(departure.via, took)
        actor = Actor(departure.workspace_id, None, "Stepmark", Role.ADMINISTRATOR)
        self._edge.run(actor, write_down, departure, result, at, took)

    def _remember(self, via: Via, took: timedelta) -> None:
        is_quick = took.total_seconds() < self._quickly
        with self._lock:
            (self._quick if is_quick else self._slow).add(via)
            (self._slow if is_quick else self._quick).discard(via)

    def _result(self, departure: Departure) -> Result:
        if departure.refusal:
            return NotSent(departure.refusal, permanent=True)
        try:
            return carriers()[departure.channel].send(departure.load, self._outside)
        except Unreachable as error:
            return NotSent(error.reason, permanent=error.permanent)
        except Exception:
            log.exception("delivery.failed", delivery=departure.delivery_id)
            return NotSent(_("Something went wrong while it was sent. The server's log says more."))

    def _until_next(self) -> float:
        """So many seconds; it is only read, so that nobody who writes waits for a look that finds nothing."""
        with self._edge.database.reading(None) as session:
            moment = next_departure(session)
        wait = max(moment - now(), timedelta(0)) if moment else _LOOK_EVERY
        return min(_LOOK_EVERY, wait).total_seconds()
