"""A server that is sent to: it answers as it is told, and remembers what it was asked."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import NamedTuple

PATIENCE = 30.0


class Received(NamedTuple):
    """A request: its first line, its headers by lower-case name, its body, and when it came by the monotonic clock."""

    line: str
    headers: dict[str, str]
    body: bytes
    at: float


Way = Callable[[socket.socket], None]


@dataclass(frozen=True)
class by_request:  # noqa: N801 - it reads as a way does
    """Another way for each request."""

    choose: Callable[[Received], Way]


@dataclass
class Receiver:
    """It listens on loopback. `ways` are taken one for each request, the last one for ever."""

    ways: list[Way | by_request]
    received: list[Received] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}/hook"

    def way_for(self, request: Received) -> Way:
        """How a request is answered."""
        way = self.ways.pop(0) if len(self.ways) > 1 else self.ways[0]
        return way.choose(request) if isinstance(way, by_request) else way


def answering(status: int, text: str = "", **headers: str) -> Way:
    """An answer with a status, and headers whose names are written with underscores."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(text.encode())}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    whole = "\r\n".join(lines) + "\r\n\r\n" + text
    return lambda peer: peer.sendall(whole.encode())


def hanging(seconds: float = PATIENCE) -> Way:
    """No answer at all."""
    return lambda _peer: time.sleep(seconds)


def dripping(seconds: float = PATIENCE) -> Way:
    """A byte now and then, for ever."""

    def drip(peer: socket.socket) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            peer.sendall(b".")
            time.sleep(0.05)

    return drip


def endless(peer: socket.socket) -> None:
    """As much as is read."""
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
    while True:
        peer.sendall(b"x" * 65536)


def resetting(peer: socket.socket) -> None:
    """Break the connection off."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def babbling(peer: socket.socket) -> None:
    """Something that is no HTTP."""
    peer.sendall(b"220 mail.example.com ESMTP\r\n" * 20)


@contextmanager
def receiver(*ways: Way | by_request) -> Iterator[Receiver]:
    """One that is up for so long; without ways it takes everything."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        found = Receiver(list(ways) or [answering(200)], port=listening.getsockname()[1])
        thread = threading.Thread(target=_listen, args=(listening, found), daemon=True)
        thread.start()
        yield found
        listening.shutdown(socket.SHUT_RDWR)


def _listen(listening: socket.socket, to: Receiver) -> None:
    with suppress(OSError):
        while True:
            peer, _address = listening.accept()
            threading.Thread(target=_answer, args=(peer, to), daemon=True).start()


def _answer(peer: socket.socket, to: Receiver) -> None:
    with peer, suppress(OSError, ValueError):
        head, _end, body = _read_head(peer)
        line, *rest = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _colon, value in (each.partition(":") for each in rest)}
        wanted = int(headers.get("content-length", 0))
        while len(body) < wanted:
            body += peer.recv(65536)
        request = Received(line, headers, body, time.monotonic())
        to.received.append(request)
        to.way_for(request)(peer)


def _read_head(peer: socket.socket) -> tuple[bytes, bytes, bytes]:
    read = b""
    while b"\r\n\r\n" not in read:
        piece = peer.recv(65536)
        if not piece:
            raise ValueError("closed")
        read += piece
    return read.partition(b"\r\n\r\n")
