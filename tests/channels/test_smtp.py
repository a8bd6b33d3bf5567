"""Mail by SMTP, against a real server: what goes over the line, and what becomes of each sort of failure."""

import socket
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stepmark.channels.addresses import Unreachable
from stepmark.channels.mail import Attachment, Mail, as_message
from stepmark.channels.results import NotSent, Result, Sent
from stepmark.channels.smtp import MailServer, Security, send_mail
from stepmark.platform.networks import networks
from tests.support.mail_server import (
    LOGIN,
    PASSWORD,
    MailHost,
    Way,
    answering,
    babbling,
    certificate_for,
    dripping,
    dropping,
    hanging,
    mail_host,
)

LOOPBACK = networks("127.0.0.0/8")
MAIL = Mail(
    key="msg_1",
    sender="anna@example.com",
    sender_name="Anna Żak",
    recipients=("client@example.com",),
    subject="Oferta – zażółć",
    text="Dzień dobry,\n.\noferta w załączniku.",
    html="<p>Dzień dobry</p>",
    written_at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
)


def server_at(host: MailHost, security: str = "none", login: str = "", password: str = "") -> MailServer:
    return MailServer("127.0.0.1", host.port, Security(security), login, password)


def sent(server: MailServer, mail: Mail = MAIL, deadline: float = 15.0) -> Result:
    return send_mail(server, mail.sender, mail.recipients, as_message(mail), LOOPBACK, deadline)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_for(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate


def test_a_mail_arrives_as_it_was_written() -> None:
    files = (
        Attachment("Umowa – 1.pdf", "application/pdf", b"%PDF\r\n.\r\n\x00"),
        Attachment("a.eml", "message/x", b"A"),
    )
    mail = replace(MAIL, attachments=files, automatic=True)
    with mail_host() as host:
        result = sent(server_at(host), mail)
    assert isinstance(result, Sent)
    assert result.answer == {"status": 250, "text": "Taken"}
    (received,) = host.received
    assert (received.sender, received.recipients) == (MAIL.sender, tuple(MAIL.recipients))
    message = received.message
    assert (message["subject"], message["to"]) == (MAIL.subject, "client@example.com")
    assert message["from"] == "Anna Żak <anna@example.com>"
    assert message["message-id"] == "<msg_1@example.com>"
    assert message["auto-submitted"] == "auto-generated"
    assert message["date"].datetime == MAIL.written_at
    assert received.body().splitlines() == MAIL.text.splitlines()
    assert received.body("html").strip() == MAIL.html
    assert received.attached == {"Umowa – 1.pdf": files[0].content, "a.eml": b"A"}
    assert received.raw.isascii()


@pytest.mark.parametrize("name", ["subject", "sender_name"])
def test_no_header_can_be_written_into(name: str) -> None:
    hostile: dict[str, Any] = {name: "Hello\r\nBcc: other@example.com\r\n\r\n\x00\ud800Body\u2028X"}
    mail = replace(MAIL, **hostile)
    with mail_host() as host:
        assert isinstance(sent(server_at(host), mail), Sent)
    message = host.received[0].message
    assert message["bcc"] is None
    assert host.received[0].recipients == ("client@example.com",)
    assert "Hello Bcc: other@example.com" in str(message["subject" if name == "subject" else "from"])


@pytest.mark.parametrize(
    "address", ["a@b.example>\r\nRCPT TO:<x@y.example", "nobody", "@example.com", "a b@example.com"]
)
def test_an_address_that_is_none_goes_nowhere(address: str) -> None:
    with mail_host() as host:
        result = send_mail(server_at(host), MAIL.sender, [address], b"x", LOOPBACK)
    assert isinstance(result, NotSent)
    assert result.permanent
    assert host.received == []
    with pytest.raises(ValueError, match=r".*"):
        as_message(replace(MAIL, recipients=(address,)))


def test_addresses_of_any_script_are_reached() -> None:
    mail = replace(MAIL, recipients=("иван@почта.рф",))
    with mail_host() as host:
        assert isinstance(sent(server_at(host), mail), Sent)
    assert host.received[0].recipients == ("иван@xn--80a1acny.xn--p1ai",)


@pytest.mark.parametrize(
    ("answer", "permanent", "said"),
    [("451 Try later", False, "451: Try later"), ("554 5.7.1 Spam", True, "554: 5.7.1 Spam")],
)
def test_a_refusal_passes_or_stays_as_the_server_says(answer: str, permanent: bool, said: str) -> None:
    with mail_host(answering(answer)) as host:
        result = sent(server_at(host))
    assert isinstance(result, NotSent)
    assert result.permanent is permanent
    assert said in str(result.reason)


def test_each_refused_recipient_is_told_of() -> None:
    mail = replace(MAIL, recipients=("gone@example.com", "client@example.com"))
    with mail_host() as host:
        host.refusing["gone@example.com"] = "550 No such user"
        result = sent(server_at(host), mail)
        alone = sent(server_at(host), replace(mail, recipients=("gone@example.com",)))
    assert isinstance(result, Sent)
    assert result.answer["refused"] == {"gone@example.com": "550 No such user"}
    assert isinstance(alone, NotSent)
    assert alone.permanent
    assert "gone@example.com (550: No such user)" in str(alone.reason)
    assert [each.recipients for each in host.received] == [("client@example.com",)]


@pytest.mark.parametrize("way", [hanging, dripping])
def test_nobody_is_waited_for_beyond_the_deadline(way: Way) -> None:
    with mail_host(way) as host:
        began = time.monotonic()
        with pytest.raises(Unreachable, match="not answered in time") as failure:
            sent(server_at(host), deadline=0.5)
    assert time.monotonic() - began < 30
    assert not failure.value.permanent


@pytest.mark.parametrize("way", [dropping, babbling])
def test_a_connection_that_breaks_off_is_tried_again_later(way: Way) -> None:
    with mail_host(way) as host, pytest.raises(Unreachable, match="broken the connection off") as failure:
        sent(server_at(host))
    assert not failure.value.permanent


def test_one_that_speaks_no_smtp_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = MailServer("127.0.0.1", listening.getsockname()[1], Security.TLS)
        with pytest.raises(Unreachable, match="not answered in time"):
            sent(server, deadline=0.3)


def test_the_house_itself_is_out_of_reach() -> None:
    with mail_host() as host, pytest.raises(Unreachable, match="open internet"):
        send_mail(server_at(host), MAIL.sender, MAIL.recipients, as_message(MAIL))


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_it_signs_in_over_tls(trusted: Path, security: str) -> None:
    with mail_host(security=security, certificate=trusted, auth=True) as host:
        right = sent(server_at(host, security, LOGIN, PASSWORD))
        wrong = sent(server_at(host, security, LOGIN, "wrong"))
    assert isinstance(right, Sent)
    assert len(host.received) == 1
    assert isinstance(wrong, NotSent)
    assert wrong.permanent
    assert "does not accept this user name and password (535" in str(wrong.reason)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_no_password_goes_to_a_stranger(certificate: Path, security: str) -> None:
    with (
        mail_host(security=security, certificate=certificate, auth=True) as host,
        pytest.raises(Unreachable, match="no certificate that can be trusted"),
    ):
        sent(server_at(host, security, LOGIN, PASSWORD))
    assert host.logins == []


@pytest.mark.parametrize(
    ("given", "said"),
    [({"security": "starttls"}, "offers no STARTTLS"), ({"login": LOGIN, "password": PASSWORD}, "no way to sign in")],
)
def test_what_the_server_does_not_offer_is_said(given: dict[str, Any], said: str) -> None:
    with mail_host() as host:
        result = sent(server_at(host, **given))
    assert isinstance(result, NotSent)
    assert result.permanent
    assert said in str(result.reason)
    assert host.received == []
