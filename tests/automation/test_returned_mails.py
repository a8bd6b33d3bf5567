"""An address to which mail came back is marked, until mail is taken there again."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from stepmark.automation.hand_mails import send_by_hand
from stepmark.catalogue.kinds import CONTACT
from stepmark.commands.notices import shown
from stepmark.domain.notes import Notice
from stepmark.domain.returned_mails import ReturnedMail
from stepmark.platform import clock
from stepmark.worker.sender import Sender
from tests.cast import Cast
from tests.support.mail_server import MailHost, answering, mail_host
from tests.support.mails import mailbox
from tests.support.people import events, rows

OLGA = "Olga@Example.com"


@pytest.fixture
def host(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailHost]:
    clock.set_clock(datetime.now(UTC).isoformat())
    monkeypatch.setattr(cast.database.settings, "outbound_networks", "127.0.0.0/8")
    with mail_host() as up:
        mailbox(cast, up)
        yield up


def write(cast: Cast, contact: int, to: str = OLGA) -> None:
    cast.run(send_by_hand, CONTACT, contact, {"recipient": to, "subject": "Hello", "text": "There"})
    assert Sender(cast.edge).send_all() == 1


def test_a_refused_address_is_marked_until_mail_is_taken_there(cast: Cast, host: MailHost) -> None:
    contact = cast.contact("Olga", emails=["olga@example.com"], responsible_id=cast.boris.member_id)
    host.refusing[OLGA] = "550 5.1.1 Mailbox unknown"
    write(cast, contact)
    host.refusing[OLGA] = "550 5.2.1 Mailbox\x07  disabled"
    write(cast, contact)
    (mark,) = rows(cast, ReturnedMail)
    assert mark.workspace_id == cast.anna.workspace_id
    assert mark.folded == "olga@example.com"
    assert mark.reason.startswith("550 5.2.1 Mailbox")
    assert "mail.bounced" in [each.name for each in events(cast, "contact", contact)]
    told = [str(shown(each)) for each in rows(cast, Notice, Notice.member_id == cast.boris.member_id)]
    assert "The mail to Olga@Example.com about “Olga” did not arrive." in told
    host.refusing.clear()
    write(cast, contact, "olga@example.COM")
    assert rows(cast, ReturnedMail) == []


@pytest.mark.sqlite_alone
@pytest.mark.parametrize("answer", ["451 4.2.2 Try later", "554 5.7.1 You are spam"])
def test_what_passes_or_is_not_about_the_address_marks_nothing(cast: Cast, host: MailHost, answer: str) -> None:
    if answer.startswith("4"):
        host.refusing[OLGA] = answer
    else:
        host.ways[:] = [answering(answer)]
    write(cast, cast.contact("Olga", emails=[OLGA]))
    assert rows(cast, ReturnedMail) == []
