"""Mailboxes that are read: mails become messages once, with their files and whom they belong to; reports are noted."""

from email.message import EmailMessage
from typing import Any

import pytest

from stepmark.automation.deliveries import try_mailbox
from stepmark.automation.trace import shown_text
from stepmark.domain.deliveries import Delivery
from stepmark.domain.incoming_mails import IncomingMail
from stepmark.domain.mailboxes import Mailbox
from stepmark.domain.messages import Message
from stepmark.domain.notes import File, Notice
from stepmark.domain.returned_mails import ReturnedMail
from stepmark.platform.clock import now, set_clock
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import text_of
from stepmark.worker.inboxes import read_inboxes
from tests.cast import Cast
from tests.support.imap_server import LOGIN, PASSWORD, ImapHost, imap_host
from tests.support.mails import OFFICE, mailbox
from tests.support.people import events, row, rows
from tests.support.rules import Rules, set_fields

LATE = "has not answered in time"


@pytest.fixture(autouse=True)
def loopback(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback may be read from."""
    monkeypatch.setattr(cast.database.settings, "outbound_networks", "127.0.0.0/8")


def read_box(cast: Cast, host: ImapHost, **more: Any) -> int:
    """A mailbox that is read there, with what is in it left alone."""
    where: dict[str, Any] = {"imap_host": "127.0.0.1", "imap_port": str(host.port), "imap_security": "none"}
    box = mailbox(cast, login=LOGIN, password=PASSWORD, **{**where, **more})
    assert read(cast) == 0
    return box


def read(cast: Cast) -> int:
    """Let all mailboxes be due, and read them."""
    with cast.database.writing(None) as session:
        for each in session.query(Mailbox):
            each.read_at = None
        session.commit()
    return read_inboxes(cast.edge, cast.database.settings)


def mail(text: str = "Yes, please.", sender: str = "Olga <olga@example.com>", **headers: str) -> EmailMessage:
    """A mail from Olga."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, OFFICE, headers.pop("subject", "Re: Roof")
    made["Message-ID"] = headers.pop("id", "<1@example.com>")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


@pytest.mark.row("S44")
def test_a_mail_becomes_a_message_of_its_sender_once_and_wakes_rules(cast: Cast) -> None:
    rules = Rules(cast)
    rule = rules.make("message_received", set_fields(job_title="Wrote"), kind="contact")
    olga = cast.contact("Olga", emails=["olga@example.com"])
    with imap_host() as host:
        host.put(b"From: old@example.com\r\n\r\nOld")
        box = read_box(cast, host)
        assert rows(cast, Message) == []
        made = mail("Yes, please.\nOlga")
        made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="../plan \x07ż.pdf")
        host.put(made.as_bytes())
        assert (read(cast), read(cast)) == (1, 0)
        host.put(made.as_bytes())
        assert read(cast) == 0
        assert not [each for each in host.said if each.split()[0].upper() in ("STORE", "SELECT", "EXPUNGE")]
    (message,) = rows(cast, Message)
    assert (message.subject, message.sender, message.contact_id) == ("Re: Roof", "olga@example.com", olga)
    assert (message.body, message.direction) == ("Yes, please.\nOlga", "in")
    (file,) = rows(cast, File)
    assert (file.kind, file.record_id, file.name.endswith("ż.pdf"), "/" in file.name) == (
        "message",
        message.id,
        True,
        False,
    )
    assert rules.outcomes(rule) == ["done"]
    assert (row(cast, Mailbox, box).last_uid, len(rows(cast, IncomingMail))) == (3, 1)


def test_a_mail_that_could_not_be_written_down_is_read_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object) -> None:
        raise Problem("busy", "Many changes are being saved right now.")

    with imap_host() as host:
        read_box(cast, host)
        host.put(mail().as_bytes())
        with monkeypatch.context() as busy:
            busy.setattr("stepmark.worker.inboxes.take_mail", refuse)
            with pytest.raises(Problem, match="busy"):
                read(cast)
        assert (read(cast), len(rows(cast, Message))) == (1, 1)


def test_an_answer_goes_to_the_deal_that_it_is_about_and_a_program_wakes_nothing(cast: Cast) -> None:
    rules, deal = Rules(cast), cast.deal()
    rule = rules.make("message_received", set_fields(source="Wrote"))
    with imap_host() as host:
        read_box(cast, host)
        key = _sent(cast, deal)
        host.put(mail(References=f"<x@y> <{key}@example.com>", sender="new@example.com").as_bytes())
        host.put(mail("Away", id="<2@x>", In_Reply_To=f"<{key}@example.com>", Auto_Submitted="auto-replied").as_bytes())
        assert read(cast) == 2
    assert [each.deal_id for each in rows(cast, Message)] == [deal, deal]
    assert len(rules.runs(rule)) == 1


def test_a_report_is_noted_on_the_mail_that_did_not_arrive(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    with imap_host() as host:
        read_box(cast, host)
        key = _sent(cast, deal)
        report = (
            "From: MAILER-DAEMON@mx.example.com\r\nTo: x@example.com\r\nMessage-ID: <r@mx>\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nSorry\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
            "Final-Recipient: rfc822; olga@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            "Diagnostic-Code: smtp; 550 No such user\r\n\r\n"
            f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{key}@example.com>\r\nSubject: x\r\n\r\nHello\r\n"
            "--b--\r\n"
        )
        host.put(report.encode())
        host.put(report.replace("<r@mx>", "<s@mx>").encode())
        assert read(cast) == 0
    (delivery,) = rows(cast, Delivery)
    assert delivery.bounce == "smtp; 550 No such user"
    (mark,) = rows(cast, ReturnedMail)
    assert (mark.folded, mark.reason) == (delivery.recipient, "550 No such user")
    assert [each.name for each in events(cast, "deal", deal)].count("mail.bounced") == 1
    assert [each.member_id for each in rows(cast, Notice)] == [cast.boris.member_id]
    assert rows(cast, Message) == []


@pytest.mark.sqlite_alone
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: =?utf-8?q?" + b"=" * 5_000 + b"\r\n\r\n",
        b"From: \r\nDate: no\r\nContent-Type: multipart/mixed\r\n\r\n--\r\n",
        b'From: "a@b" <<>>,,;@\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xff',
        b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n<script>x()</script><p>Hi<br>there</p>",
        b"Content-Type: message/rfc822\r\n\r\n" * 200,
        b"From: a@b.example\r\nSubject: \x00\x07 x\r\nDate: Mon, 99 Foo 99999 99:99:99\r\n\r\n\x00\r\n",
    ],
)
def test_whatever_comes_is_taken_and_the_next_one_too(cast: Cast, raw: bytes) -> None:
    with imap_host() as host:
        read_box(cast, host)
        host.put(raw)
        host.put(mail().as_bytes())
        assert read(cast) == 2
    first, second = rows(cast, Message)
    assert second.subject == "Re: Roof"
    assert "<script>" not in (first.body or "")
    assert "x()" not in (first.body or "")


@pytest.mark.sqlite_alone
@pytest.mark.parametrize(
    ("way", "more", "told"),
    [
        ("talking", {"imap_folder": "None"}, "refuses: There is no such folder"),
        ("talking", {"imap_security": "tls"}, "no certificate that can be trusted"),
        ("dropping", {}, "has broken the connection off"),
        ("babbling", {}, "has broken the connection off"),
        ("dripping", {}, LATE),
        ("hanging", {}, LATE),
    ],
)
def test_what_goes_wrong_is_said_at_the_mailbox(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, way: str, more: dict[str, str], told: str
) -> None:
    if told == LATE:
        monkeypatch.setattr("stepmark.channels.imap.DEADLINE_SECONDS", 0.4)
        monkeypatch.setattr("stepmark.channels.imap.fetch_mails.__defaults__", ((), 0.4))
    with imap_host(way) as host:
        box = read_box(cast, host, **more)
    assert told in str(text_of(shown_text(row(cast, Mailbox, box).read_trouble)))


@pytest.mark.sqlite_alone
def test_a_folder_made_anew_begins_from_there_and_a_huge_mail_is_passed_over(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stepmark.channels.imap.LARGEST_MAIL", 2_000)
    with imap_host() as host:
        read_box(cast, host)
        host.put(mail("x" * 3_000).as_bytes())
        host.put(mail("Small", id="<2@x>").as_bytes())
        assert read(cast) == 1
        host.validity = 8
        host.put(mail("Passed over", id="<3@x>").as_bytes())
        assert read(cast) == 0
        host.put(mail("Taken", id="<4@x>").as_bytes())
        assert read(cast) == 1
    assert [each.body for each in rows(cast, Message)] == ["Small", "Taken"]


@pytest.mark.sqlite_alone
def test_it_is_read_once_a_minute_and_not_where_its_member_has_left(cast: Cast) -> None:
    set_clock("2026-11-22T10:00:00")
    with imap_host() as host:
        read_box(cast, host)
        host.put(mail().as_bytes())
        assert read_inboxes(cast.edge, cast.database.settings) == 0
        set_clock("2026-11-22T10:01:01")
        assert read_inboxes(cast.edge, cast.database.settings) == 1
    assert now().minute == 1


def _sent(cast: Cast, deal: int) -> str:
    """A mail about the deal that was sent; returns its key."""
    box = rows(cast, Mailbox)[0].id
    delivery = cast.run(try_mailbox, box)
    with cast.database.writing(None) as session:
        found = session.get_one(Delivery, delivery)
        found.state, found.kind, found.record_id, found.recipient = "sent", "deal", deal, "olga@example.com"
        found.content = {**found.content, "links": {"deal_id": deal}}
        session.commit()
        return str(found.key)
