"""A socket to a checked address, and the one deadline that holds for all that is said over it."""

import socket
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from stepmark.channels.addresses import Unreachable, reachable
from stepmark.platform.i18n import _
from stepmark.platform.networks import Network

DEADLINE_SECONDS = 15.0


def connected(host: str, port: int, seconds: float, allowed: Collection[Network] = ()) -> socket.socket:
    """A socket to the first address of a host that answers within so many seconds in all. Raises Unreachable."""
    until = time.monotonic() + seconds
    for family, address in reachable(host, port, allowed):
        made = socket.socket(family, socket.SOCK_STREAM)
        made.settimeout(max(until - time.monotonic(), 0.01))
        try:
            made.connect((address, port))
        except OSError:
            made.close()
        else:
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return made
        if time.monotonic() >= until:
            break
    raise Unreachable(_("“%(host)s” does not answer on port %(port)s.", host=host, port=port))


@contextmanager
def ended_after(made: socket.socket, seconds: float) -> Iterator[threading.Event]:
    """Shut a socket down when the block takes longer, however it spends its time; the event says that this was so.

    Timeouts of a socket hold for each read: a peer that sends a byte now and then would hold us for hours.
    """
    is_late = threading.Event()

    def end() -> None:
        is_late.set()
        with suppress(OSError):
            made.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield is_late
    finally:
        timer.cancel()
