"""Mail by IMAP: what is new in one folder, over one connection, within one deadline. Nothing there is changed."""

import imaplib
import re
import socket
import ssl
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from stepmark.channels.addresses import Unreachable
from stepmark.channels.smtp import MailServer, Security
from stepmark.channels.sockets import connected, ended_after
from stepmark.platform.i18n import Text, _
from stepmark.platform.networks import Network
from stepmark.platform.text import printable

DEADLINE_SECONDS = 60.0
MOST_AT_ONCE = 50
LARGEST_MAIL = 15 * 1024 * 1024
_LARGEST_ANSWER = LARGEST_MAIL + 64 * 1024
_MOST_READ = 200 * 1024 * 1024
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")


@dataclass(frozen=True)
class Place:
    """How far a folder was read: up to `uid`, as long as it numbers its mails by the same `validity`."""

    validity: int
    uid: int


@dataclass(frozen=True)
class Fetched:
    """The new mails as they came, the oldest first, and how far that is; there may be more beyond."""

    mails: tuple[bytes, ...]
    place: Place


def fetch_mails(
    server: MailServer,
    folder: str,
    place: Place | None,
    allowed: Collection[Network] = (),
    deadline: float = DEADLINE_SECONDS,
) -> Fetched:
    """What came after `place`; without one, or where the folder was made anew, only what comes from now on.

    A mail that is too large is passed over. Raises Unreachable, which says why.
    """
    until = time.monotonic() + deadline
    made = connected(server.host, server.port, deadline, allowed)
    made.settimeout(2 * deadline)
    with made.dup() as twin, ended_after(twin, until - time.monotonic()) as is_late:
        try:
            return _fetched(made, server, folder, place)
        except ssl.SSLError:
            raise Unreachable(_late(server) if is_late.is_set() else _untrusted(server)) from None
        except imaplib.IMAP4.abort:
            raise Unreachable(_late(server) if is_late.is_set() else _broken(server)) from None
        except imaplib.IMAP4.error as error:
            raise Unreachable(_refused(server, error)) from None
        except (OSError, ValueError, IndexError, TypeError, AttributeError):
            raise Unreachable(_late(server) if is_late.is_set() else _broken(server)) from None
        finally:
            made.close()


class _Client(imaplib.IMAP4):
    """Speaks over a socket that is made already, and takes no answer without end."""

    def __init__(self, made: socket.socket, server: MailServer) -> None:
        self._made = made
        self._left = _MOST_READ
        super().__init__(server.host, server.port)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        self.sock = self._made
        self.file = self.sock.makefile("rb")

    def read(self, size: int) -> bytes:
        if size > _LARGEST_ANSWER:
            raise OSError("too much was said")
        return self._counted(self.file.read(size))

    def readline(self) -> bytes:
        return self._counted(self.file.readline(imaplib._MAXLINE + 1))  # type: ignore[attr-defined]  # as its own does

    def _counted(self, data: Any) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise OSError("too much was said")
        return bytes(data)


def _fetched(made: socket.socket, server: MailServer, folder: str, place: Place | None) -> Fetched:
    if server.security is Security.TLS:
        made = ssl.create_default_context().wrap_socket(made, server_hostname=server.host)
    client = _Client(made, server)
    if server.security is Security.STARTTLS:
        client.starttls(ssl.create_default_context())
    _sign_in(client, server)
    _told(client.select(_quoted(folder), readonly=True))
    validity = _number(client, "UIDVALIDITY")
    if place is None or place.validity != validity:
        return Fetched((), Place(validity, max(_number(client, "UIDNEXT") - 1, 0)))
    uids = _new_uids(client, place.uid)[:MOST_AT_ONCE]
    mails = tuple(mail for uid in uids if (mail := _mail(client, uid)) is not None)
    return Fetched(mails, Place(validity, uids[-1] if uids else place.uid))


def _sign_in(client: Any, server: MailServer) -> None:
    """By PLAIN in UTF-8 where the server knows it, as `login` sends ASCII alone."""
    if "AUTH=PLAIN" in client.capabilities:
        said = f"\0{server.login}\0{server.password}".encode()
        client.authenticate("PLAIN", lambda _challenge: said)
    else:
        client.login(server.login, _quoted(server.password))


def _new_uids(client: Any, after: int) -> list[int]:
    found = _told(client.uid("SEARCH", None, f"UID {after + 1}:*"))
    numbers = [int(each) for each in b" ".join(each for each in found if each).split() if each.isdigit()]
    # A folder without new mails answers with its last one all the same.
    return sorted(each for each in numbers if after < each < 2**32)


def _mail(client: Any, uid: int) -> bytes | None:
    sizes = b" ".join(_parts(_told(client.uid("FETCH", str(uid), "(RFC822.SIZE)"))))
    size = _SIZE.search(sizes)
    if size is None or int(size[1]) > LARGEST_MAIL:
        return None
    whole = _told(client.uid("FETCH", str(uid), "(BODY.PEEK[])"))
    return next((each[1] for each in whole if isinstance(each, tuple)), None)


def _parts(answer: list[Any]) -> Iterator[bytes]:
    for each in answer:
        yield from each if isinstance(each, tuple) else [each] if isinstance(each, bytes) else []


def _told(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        said = data[0] if data and isinstance(data[0], bytes) else b""
        raise imaplib.IMAP4.error(said.decode("utf-8", "replace"))
    return data


def _number(client: Any, name: str) -> int:
    _status, data = client.response(name)
    text = (data[0] or b"") if data else b""
    return int(text) if text.isdigit() and len(text) < 12 else 0


def _quoted(text: str) -> str:
    if not text.isascii() or any(each in text for each in "\r\n\0"):
        raise imaplib.IMAP4.error("only ASCII is taken here")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _refused(server: MailServer, error: Exception) -> Text:
    said = printable(" ".join(str(error).split()), 300) or "–"
    return _("“%(host)s” refuses: %(said)s", host=server.host, said=said)


def _untrusted(server: MailServer) -> Text:
    text = _("“%(host)s” has no certificate that can be trusted, or does not speak TLS on port %(port)s.")
    return _(text.message, host=server.host, port=server.port)


def _late(server: MailServer) -> Text:
    return _("“%(host)s” has not answered in time.", host=server.host)


def _broken(server: MailServer) -> Text:
    return _("“%(host)s” has broken the connection off, or speaks no IMAP.", host=server.host)
