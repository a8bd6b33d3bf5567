"""Mail by SMTP: one message to one server, over one connection, within one deadline."""

import base64
import smtplib
import socket
import ssl
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from stepmark.channels.addresses import Unreachable
from stepmark.channels.mail import wire_address
from stepmark.channels.results import NotSent, Result, Sent
from stepmark.channels.sockets import DEADLINE_SECONDS, connected, ended_after
from stepmark.platform.i18n import Text, _
from stepmark.platform.networks import Network
from stepmark.platform.text import printable

_OK, _WILL_FORWARD, _GO_ON = 250, 251, 334
_SIGNED_IN = (235, 503)
_PERMANENT = 500
_MOST_READ = 256 * 1024
_KEPT_TEXT = 500


class Security(StrEnum):
    """How a connection is kept from others: from its first byte, after asking for it, or not at all."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in. Without a `login` nobody is named."""

    host: str
    port: int
    security: Security
    login: str = ""
    password: str = ""


def send_mail(
    server: MailServer,
    sender: str,
    recipients: Sequence[str],
    message: bytes,
    allowed: Collection[Network] = (),
    deadline: float = DEADLINE_SECONDS,
) -> Result:
    """Hand a message in. What is refused with 5xx is refused for good; raises Unreachable where nobody answers.

    It counts as sent where one recipient is taken; those that are not stand in the answer as "refused", with why.
    """
    until = time.monotonic() + deadline
    made = connected(server.host, server.port, deadline, allowed)
    # One end is enough: which of two came first would decide what is told.
    made.settimeout(2 * deadline)
    # Wrapping it for TLS takes the socket away from us, but not its twin, by which the connection can be ended.
    with made.dup() as twin, ended_after(twin, until - time.monotonic()) as is_late:
        try:
            return _handed_in(made, server, sender, recipients, message)
        except smtplib.SMTPException as error:
            if is_late.is_set() or isinstance(error, smtplib.SMTPServerDisconnected):
                raise _gone(server, is_late=is_late.is_set()) from None
            return _refusal(server, error)
        except ssl.SSLError:
            if is_late.is_set():
                raise _gone(server, is_late=True) from None
            raise Unreachable(_untrusted(server)) from None
        except OSError:
            raise _gone(server, is_late=is_late.is_set()) from None
        except ValueError:
            return NotSent(_("An address of this mail is none that mail can be sent to."), permanent=True)
        finally:
            made.close()


class _Client(smtplib.SMTP):
    """Speaks over a socket that is made already."""

    def __init__(self, made: socket.socket, server: MailServer) -> None:
        self._made = made
        super().__init__(server.host, server.port, local_hostname=_own_name(made))

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._made

    def getreply(self) -> tuple[int, bytes]:
        """A reply; one without end breaks the connection off."""
        if self.file is None and self.sock is not None:
            self.file = _Bounded(self.sock.makefile("rb"))
        return super().getreply()


class _Bounded:
    """Reads lines, but not for ever."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._left = _MOST_READ

    def readline(self, limit: int) -> bytes:
        line: bytes = self._file.readline(limit)
        self._left -= len(line)
        if self._left < 0:
            raise OSError("too much was said")
        return line

    def close(self) -> None:
        self._file.close()


def _handed_in(
    made: socket.socket, server: MailServer, sender: str, recipients: Sequence[str], message: bytes
) -> Result:
    if server.security is Security.TLS:
        made = ssl.create_default_context().wrap_socket(made, server_hostname=server.host)
    client = _Client(made, server)
    try:
        client.ehlo_or_helo_if_needed()
        if server.security is Security.STARTTLS:
            client.starttls(context=ssl.create_default_context())
            client.ehlo_or_helo_if_needed()
        not_in = _not_signed_in(client, server) if server.login else None
        return not_in or _transaction(client, sender, recipients, message)
    finally:
        # What was taken stays taken, whether or not one says goodbye.
        client.close()


def _not_signed_in(client: _Client, server: MailServer) -> NotSent | None:
    """Sign in, in UTF-8, which smtplib can't; or say why that does not work."""
    offered = client.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        code, said = client.docmd("AUTH", "PLAIN " + _base64(f"\0{server.login}\0{server.password}"))
    elif "LOGIN" in offered:
        code, said = client.docmd("AUTH", "LOGIN")
        for each in (server.login, server.password):
            code, said = client.docmd(_base64(each)) if code == _GO_ON else (code, said)
    else:
        return NotSent(_("“%(host)s” offers no way to sign in on this port.", host=server.host), permanent=True)
    if code in _SIGNED_IN:
        return None
    return _refused(code, said, _("“%(host)s” does not accept this user name and password", host=server.host))


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _transaction(client: _Client, sender: str, recipients: Sequence[str], message: bytes) -> Result:
    addresses = [wire_address(each) for each in (sender, *recipients)]
    options = _options(client, addresses, len(message))
    if options is None:
        strange = next(each for each in addresses if not each.isascii())
        return NotSent(_("The mail server takes no addresses such as %(address)s.", address=strange), permanent=True)
    code, said = client.mail(addresses[0], options)
    if code != _OK:
        return _refused(code, said, _("The mail server does not take mail from %(address)s", address=sender))
    refused = {}
    for address, written in zip(recipients, addresses[1:], strict=True):
        code, said = client.rcpt(written)
        if code not in (_OK, _WILL_FORWARD):
            refused[address] = (code, said)
    also = {"refused": {address: _said(*each) for address, each in refused.items()}} if refused else {}
    if len(refused) == len(recipients):
        address, (code, said) = next(iter(refused.items()))
        return _refused(code, said, _("The mail server does not take mail to %(address)s", address=address), also)
    code, said = client.data(message)
    if code != _OK:
        return _refused(code, said, _("The mail server has not taken the mail"))
    return Sent({"status": code, "text": _plain(said), **also})


def _options(client: _Client, addresses: Sequence[str], size: int) -> list[str] | None:
    """What MAIL says besides; None where the server can't take the addresses."""
    options = [f"SIZE={size}"] if client.has_extn("size") else []
    if all(each.isascii() for each in addresses):
        return options
    if not client.has_extn("smtputf8"):
        return None
    client.command_encoding = "utf-8"
    return [*options, "SMTPUTF8"]


def _refusal(server: MailServer, error: smtplib.SMTPException) -> NotSent:
    host = server.host
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return NotSent(_("“%(host)s” offers no STARTTLS on this port.", host=host), permanent=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused(error.smtp_code, error.smtp_error, _("“%(host)s” takes no mail", host=host))
    return NotSent(_("“%(host)s” takes no mail.", host=host), answer={"text": _plain(str(error))})


def _refused(code: int, said: bytes | str, what: Text, also: Mapping[str, Any] = MappingProxyType({})) -> NotSent:
    reason = _("%(what)s (%(code)s: %(said)s).", what=what, code=code, said=_plain(said) or "–")
    return NotSent(reason, permanent=code >= _PERMANENT, answer={"status": code, "text": _plain(said), **also})


def _untrusted(server: MailServer) -> Text:
    return _(
        "“%(host)s” has no certificate that can be trusted, or does not speak TLS on port %(port)s.",
        host=server.host,
        port=server.port,
    )


def _gone(server: MailServer, *, is_late: bool) -> Unreachable:
    if is_late:
        return Unreachable(_("“%(host)s” has not answered in time.", host=server.host))
    return Unreachable(_("“%(host)s” has broken the connection off, or speaks no SMTP.", host=server.host))


def _said(code: int, said: bytes | str) -> str:
    return f"{code} {_plain(said)}"


def _plain(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return printable(" ".join(text.split()), _KEPT_TEXT)


def _own_name(made: socket.socket) -> str:
    """How we introduce ourselves: by the machine's name where it has a whole one, else by address."""
    name = socket.gethostname()
    if "." in name and name.isascii():
        return name
    address = made.getsockname()[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
