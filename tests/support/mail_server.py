"""A mail server on loopback: it takes what it is sent, or does what it is told instead."""

import asyncio
import ssl
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

LOGIN, PASSWORD = "anna@example.com", "so geheim: ąż"
Way = Callable[[SMTP], Coroutine[Any, Any, str]]


class Received(NamedTuple):
    """A mail that was taken: its envelope, and what stands in it."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, understood."""
        return message_from_bytes(self.raw, policy=default)

    def body(self, kind: str = "plain") -> str:
        """Its text, or its HTML."""
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content())

    @property
    def attached(self) -> dict[str, bytes]:
        """What is attached, by name."""
        return {str(each.get_filename()): _bytes(each.get_content()) for each in self.message.iter_attachments()}


@dataclass
class MailHost:
    """`ways` are taken one for each mail's data, the last one for ever; `refusing` answers by recipient."""

    ways: list[Way]
    refusing: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Any, envelope: Envelope, address: str, _o: list[str]
    ) -> str:
        """One recipient."""
        if address in self.refusing:
            return self.refusing[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - the same
        """The whole mail."""
        way = self.ways.pop(0) if len(self.ways) > 1 else self.ways[0]
        answer = await way(server)
        if answer.startswith("250"):
            content = envelope.original_content or b""
            self.received.append(Received(str(envelope.mail_from), tuple(map(str, envelope.rcpt_tos)), content))
        return answer

    def authenticate(self, _server: SMTP, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        """Whether a name and a password are right."""
        self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=self.logins[-1] == (LOGIN, PASSWORD), handled=False)


def answering(text: str = "250 Taken") -> Way:
    """One reply to the data."""

    async def answer(_server: SMTP) -> str:
        return text

    return answer


async def hanging(_server: SMTP) -> str:
    """No reply."""
    await asyncio.sleep(60)
    return "250 Too late"


async def dripping(server: SMTP) -> str:
    """A reply that has no end."""
    while True:
        await server.push("250-And more")
        await asyncio.sleep(0.05)


async def babbling(server: SMTP) -> str:
    """The same, as fast as it goes."""
    while True:
        await server.push("\r\n".join(["250-" + "x" * 400] * 100))


async def dropping(server: SMTP) -> str:
    """Break the connection off."""
    cast(asyncio.Transport, server.transport).abort()
    return "451 Never said"


@contextmanager
def mail_host(
    *ways: Way, security: str = "none", certificate: Path | None = None, auth: bool = False
) -> Iterator[MailHost]:
    """One that is up for so long; without ways it takes everything. `certificate` holds its key as well."""
    host = MailHost(list(ways) or [answering()])
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    more: dict[str, Any] = {"authenticator": host.authenticate, "auth_required": True} if auth else {}
    if security == "starttls":
        more |= {"tls_context": context, "require_starttls": True}
    elif auth:
        more |= {"auth_require_tls": False, "auth_required": False}
    controller = _OnAnyPort(
        host, "127.0.0.1", 0, ssl_context=context if security == "tls" else None, enable_SMTPUTF8=True, **more
    )
    controller.start()
    host.port = controller.port
    try:
        yield host
    finally:
        controller.stop(no_assert=True)


def certificate_for(folder: Path) -> Path:
    """A certificate for loopback with its key, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    begin = datetime.now(UTC) - timedelta(days=1)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=365))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = folder / "mail.pem"
    path.write_bytes(secret + built.public_bytes(serialization.Encoding.PEM))
    return path


class _OnAnyPort(Controller):
    """Takes a port that is free, and knows which."""

    def _trigger_server(self) -> None:
        self.port = cast(asyncio.Server, self.server).sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # the library's


def _bytes(content: object) -> bytes:
    return content.encode() if isinstance(content, str) else cast(bytes, content)
