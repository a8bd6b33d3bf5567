"""Mail by IMAP over a connection that others can't read."""

from pathlib import Path

import pytest

from stepmark.channels.addresses import Unreachable
from stepmark.channels.imap import Place, fetch_mails
from stepmark.channels.smtp import MailServer, Security
from stepmark.platform.networks import networks
from tests.support.imap_server import LOGIN, PASSWORD, ImapHost, imap_host
from tests.support.mail_server import certificate_for

LOOPBACK = networks("127.0.0.0/8")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_for(tmp_path_factory.mktemp("certificate"))


def server(host: ImapHost, security: str, password: str = PASSWORD) -> MailServer:
    return MailServer("127.0.0.1", host.port, Security(security), LOGIN, password)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_it_is_read_where_the_certificate_is_trusted(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with imap_host(security=security, certificate=certificate) as host:
        host.put(b"Subject: Hello\r\n\r\nThere")
        fetched = fetch_mails(server(host, security), "INBOX", Place(7, 0), LOOPBACK)
        assert fetched.mails == (b"Subject: Hello\r\n\r\nThere",)
        assert fetched.place == Place(7, 1)
        with pytest.raises(Unreachable, match=r"refuses: .*Wrong password"):
            fetch_mails(server(host, security, "no"), "INBOX", None, LOOPBACK)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_no_password_goes_to_a_stranger(certificate: Path, security: str) -> None:
    with imap_host(security=security, certificate=certificate) as host:
        with pytest.raises(Unreachable, match="no certificate that can be trusted"):
            fetch_mails(server(host, security), "INBOX", None, LOOPBACK)
        assert not [each for each in host.said if "AUTH" in each.upper()]
