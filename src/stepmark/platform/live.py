"""Who is watching what: tells open pages, in this process and through NOTIFY in others, that a record changed."""

import json
import threading
from collections.abc import Callable, Iterable
from typing import NamedTuple

import psycopg
import structlog

CHANNEL = "stepmark_live"
log = structlog.get_logger()


class Message(NamedTuple):
    """A record has a new version. Nothing more, so that rights and language stay the page's business."""

    workspace_id: int
    kind: str
    record_id: int
    version: int


Listener = Callable[[Message], None]
NOBODYS = Message(0, "", 0, 0)


class Hub:
    """Hands messages to listeners. Listeners are called on the publisher's thread and must not block."""

    def __init__(self, postgres_url: str = "") -> None:
        self._listeners: dict[tuple[int, str, int], set[Listener]] = {}
        self._lock = threading.Lock()
        self._relay = _Relay(postgres_url, self._deliver) if postgres_url else None
        self.is_closing = False

    def start(self) -> None:
        """Begin to hear other processes."""
        if self._relay:
            self._relay.start()

    def stop(self) -> None:
        """Stop hearing them."""
        self.close_streams()
        if self._relay:
            self._relay.stop()

    def close_streams(self) -> None:
        """Wake every listener once more, so that what it feeds sees `is_closing` and ends."""
        self.is_closing = True
        with self._lock:
            waiting = [listener for listeners in self._listeners.values() for listener in listeners]
        for listener in waiting:
            listener(NOBODYS)

    def watch(self, workspace_id: int, kind: str, record_id: int, listener: Listener) -> Callable[[], None]:
        """Call `listener` at every change of a record; returns what ends it."""
        key = (workspace_id, kind, record_id)
        with self._lock:
            self._listeners.setdefault(key, set()).add(listener)
        return lambda: self._unwatch(key, listener)

    def publish(self, messages: Iterable[Message]) -> None:
        """Tell of the newest version of each record, once."""
        newest = {message[:3]: message for message in messages}
        for message in newest.values():
            self._deliver(message)
            if self._relay:
                self._relay.send(message)

    def _deliver(self, message: Message) -> None:
        with self._lock:
            listeners = list(self._listeners.get(message[:3], ()))
        for listener in listeners:
            listener(message)

    def _unwatch(self, key: tuple[int, str, int], listener: Listener) -> None:
        with self._lock:
            watching = self._listeners.get(key, set())
            watching.discard(listener)
            if not watching:
                self._listeners.pop(key, None)


class _Relay:
    """NOTIFY and LISTEN, each on a connection of its own; a lost connection is opened again."""

    def __init__(self, url: str, deliver: Listener) -> None:
        self._url = url.replace("postgresql+psycopg://", "postgresql://")
        self._deliver = deliver
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="live-relay", daemon=True)
        self._sending = threading.Lock()
        self._sender: psycopg.Connection[tuple[object, ...]] | None = None
        self._own_pid = 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self.send(NOBODYS)  # wakes the thread, which else would notice at the end of its second
            self._thread.join(timeout=3)
        if self._sender:
            self._sender.close()

    def send(self, message: Message) -> None:
        with self._sending:
            try:
                if self._sender is None or self._sender.closed:
                    self._sender = psycopg.connect(self._url, autocommit=True)
                    self._own_pid = self._sender.info.backend_pid
                self._sender.execute("select pg_notify(%s, %s)", (CHANNEL, json.dumps(message)))
            except psycopg.Error as error:
                # A page that misses this shows the change at its next request; the change itself is safe.
                log.warning("live.not_sent", error=type(error).__name__)
                self._sender = None

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                self._hear()
            except psycopg.Error as error:
                log.warning("live.not_heard", error=type(error).__name__)
                self._stopping.wait(1)

    def _hear(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            while not self._stopping.is_set():
                for notice in connection.notifies(timeout=1, stop_after=1):
                    if notice.pid != self._own_pid:  # what this process says, its listeners have heard already
                        self._deliver(Message(*json.loads(notice.payload)))
