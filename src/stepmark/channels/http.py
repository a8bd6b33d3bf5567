"""The one client for HTTP to the outside: to a checked address, without redirects, for so long and so much."""

import ssl
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore2
import httpx2

from stepmark.channels.addresses import Unreachable, reachable
from stepmark.platform.i18n import Text, _
from stepmark.platform.networks import Network

DEADLINE_SECONDS = 15.0
MOST_READ = 64 * 1024
_LONGEST_URL = 2_000
_PIECE = 8 * 1024


@dataclass(frozen=True)
class Answer:
    """What a server has answered. `content` is what was read of it, as it came over the line."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def is_success(self) -> bool:
        """Whether the server has taken what was sent."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The content, as far as it is text."""
        return self.content.decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")


class HttpClient:
    """Sends requests. `allowed` are networks that may be reached besides the open internet."""

    def __init__(self, allowed: Collection[Network] = (), deadline: float = DEADLINE_SECONDS) -> None:
        self._allowed = allowed
        self._deadline = deadline

    def send(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, content: bytes = b"") -> Answer:
        """Send a request and read the beginning of the answer. Raises Unreachable where there is none in time."""
        request = _request(method, url, headers or {}, content)
        backend = _CheckedBackend(self._allowed, time.monotonic() + self._deadline)
        with _told_as_unreachable(request), _asked(backend, request, content) as answer:
            names = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in answer.headers}
            return Answer(answer.status, names, _beginning(answer.iter_stream()))


def url_fault(url: str) -> Text | None:
    """What is wrong with an address to which something is to be sent, if anything."""
    try:
        parsed = httpx2.URL(url)
        is_whole = parsed.scheme in ("http", "https") and bool(parsed.host) and parsed.port != 0
    except (httpx2.InvalidURL, UnicodeError, ValueError):
        is_whole = False
        parsed = httpx2.URL("")
    if not is_whole:
        return _("Enter a whole address that begins with https:// or http://.")
    if parsed.userinfo:
        return _("An address must hold no name and password.")
    if len(url) > _LONGEST_URL:
        return _("An address may have %(most)s characters at most.", most=_LONGEST_URL)
    return None


def _request(method: str, url: str, headers: Mapping[str, str], content: bytes) -> httpx2.Request:
    fault = url_fault(url)
    if fault is not None:
        raise Unreachable(fault, permanent=True)
    own = {"User-Agent": "Stepmark", "Accept-Encoding": "identity", "Connection": "close"}
    return httpx2.Request(method, url, headers={**own, **headers}, content=content)


@contextmanager
def _asked(backend: httpcore2.NetworkBackend, request: httpx2.Request, content: bytes) -> Iterator[httpcore2.Response]:
    url = request.url
    address = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    with (
        httpcore2.ConnectionPool(_trust(), network_backend=backend) as pool,
        pool.stream(request.method, address, headers=request.headers.raw, content=content) as answer,
    ):
        yield answer


def _beginning(pieces: Iterable[bytes]) -> bytes:
    read = bytearray()
    for piece in pieces:
        read += piece[: MOST_READ - len(read)]
        if len(read) >= MOST_READ:
            break
    return bytes(read)


@contextmanager
def _told_as_unreachable(request: httpx2.Request) -> Iterator[None]:
    host = request.url.host
    try:
        yield
    except httpcore2.TimeoutException:
        raise Unreachable(_("“%(host)s” has not answered in time.", host=host)) from None
    except httpcore2.ConnectError as error:
        if isinstance(error.__context__, ssl.SSLError):
            raise Unreachable(_("“%(host)s” shows no certificate that can be trusted.", host=host)) from None
        raise Unreachable(_("“%(host)s” does not answer.", host=host)) from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError):
        raise Unreachable(_("“%(host)s” has broken the connection off, or answered no HTTP.", host=host)) from None


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


class _CheckedBackend(httpcore2.NetworkBackend):
    """Connects to checked addresses alone; what is said over them ends at `until`, on the monotonic clock."""

    def __init__(self, allowed: Collection[Network], until: float) -> None:
        self._allowed = allowed
        self._until = until
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """To the first address that answers; the certificate is still asked for by the host's name."""
        failure: httpcore2.ConnectError | None = None
        for _family, address in reachable(host, port, self._allowed, _left(self._until)):
            try:
                stream = self._plain.connect_tcp(address, port, _left(self._until), socket_options=socket_options or ())
            except httpcore2.ConnectError as error:
                failure = error
            else:
                return _EndingStream(stream, self._until)
        raise failure or httpcore2.ConnectError


class _EndingStream(httpcore2.NetworkStream):
    """A stream whose every wait ends at one moment: a timeout for each read would let a drip go on for hours."""

    def __init__(self, stream: httpcore2.NetworkStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(min(max_bytes, _PIECE), _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            self._stream.write(buffer[start : start + _PIECE], _left(self._until))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _EndingStream(self._stream.start_tls(ssl_context, server_hostname, _left(self._until)), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout
    return left
