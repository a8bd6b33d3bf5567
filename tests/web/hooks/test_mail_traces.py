"""Mails that tell when they are opened and clicked: only where the mailbox says so, once, and never led astray."""

import re
from datetime import timedelta
from html import unescape
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.automation.hand_mails import send_by_hand
from stepmark.catalogue.kinds import DEAL
from stepmark.commands.mailboxes import update_mailbox
from stepmark.commands.records import delete_record
from stepmark.domain.deliveries import Delivery
from stepmark.domain.messages import Message
from stepmark.platform import clock
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid
from stepmark.web.hooks import mail_traces
from stepmark.worker.sender import Sender
from tests.cast import Cast
from tests.support.incoming import stranger
from tests.support.mail_server import Received, mail_host
from tests.support.mails import mailbox
from tests.support.people import rows
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone
LINK, OTHER = "https://example.com/offer?a=1&b=2", "https://example.com/terms"
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}


class Sent(NamedTuple):
    """A mail as it arrived, by paths of our server."""

    deal_id: int
    dot: str
    links: list[str]
    mail: Received


@pytest.fixture
def rules(cast: Cast) -> Rules:
    return Rules(cast)


@pytest.fixture
def reader(app: FastAPI) -> TestClient:
    """Whoever got the mail, at their browser."""
    client = stranger(app)
    client.headers.update(BROWSER)
    client.follow_redirects = False
    return client


@pytest.mark.row("B2")
@pytest.mark.parametrize("kind", ["deal", "message"])
def test_a_mail_that_is_opened_says_so_once_and_wakes_rules(
    reader: TestClient, cast: Cast, rules: Rules, kind: str
) -> None:
    field = {"deal": "source", "message": "body"}[kind]
    rules.make("mail_opened", set_fields(**{field: "Opened"}), kind=kind)
    sent = _sent(cast)
    for _time in range(2):
        answer = reader.get(sent.dot)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    (message,) = rows(cast, Message)
    assert message.opened_at is not None
    assert message.clicked_at is None
    assert [run.outcome for run in rules.runs()] == ["done"]
    assert rules.value(kind, {"deal": sent.deal_id, "message": message.id}[kind], field) == "Opened"


def test_each_link_is_told_of_once_and_leads_where_it_led(reader: TestClient, cast: Cast, rules: Rules) -> None:
    rules.make({"on": "link_clicked", "link": "/OFFER"}, set_fields(source="Offer read"))
    sent = _sent(cast)
    assert [reader.get(each).headers["location"] for each in reversed(sent.links)] == [OTHER, LINK]
    reader.get(sent.links[0])
    (message,) = rows(cast, Message)
    assert None not in (message.opened_at, message.clicked_at)
    assert rules.value("deal", sent.deal_id, "source") == "Offer read"
    assert len(rules.runs()) == 1
    told = [each.cause["source"] for each in rules.history("deal", sent.deal_id) if each.name == "message.link_clicked"]
    assert told == [OTHER, LINK]


def test_nothing_else_is_led_to_and_nothing_is_told_for_a_forged_mark(reader: TestClient, cast: Cast) -> None:
    sent = _sent(cast)
    path, _question, _to = sent.links[0].partition("?to=")
    forged = [
        f"{path}?to=https://evil.example/",
        path,
        sent.dot.replace("-", "-1"),
        sent.dot[:-5] + "0.gif",
        f"{path}.gif",
    ]
    assert {reader.get(each).status_code for each in forged} <= {404, 422}
    assert rows(cast, Message)[0].opened_at is None


@pytest.mark.parametrize("agent", ["", "Googlebot/2.1", "Barracuda Sentinel", "python-httpx/0.28", "SafeLinks scanner"])
def test_programs_that_look_through_mails_are_led_on_and_not_counted(
    reader: TestClient, cast: Cast, agent: str
) -> None:
    sent = _sent(cast)
    reader.headers["User-Agent"] = agent
    assert (reader.get(sent.dot).status_code, reader.get(sent.links[0]).status_code) == (200, 302)
    assert rows(cast, Message)[0].opened_at is None


def test_what_asks_at_once_is_a_program_too(reader: TestClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_traces, "_AT_ONCE", 60.0)  # a busy machine takes its two seconds
    sent = _sent(cast, later=timedelta(0))
    reader.get(sent.dot)
    assert rows(cast, Message)[0].opened_at is None


def test_links_lead_on_when_the_mail_is_kept_no_more(reader: TestClient, cast: Cast) -> None:
    sent = _sent(cast)
    cast.run(delete_record, DEAL, sent.deal_id)
    with cast.database.writing(None) as session:
        for each in session.query(Delivery):
            session.delete(each)
        session.commit()
    assert reader.get(sent.links[0]).headers["location"] == LINK
    assert reader.get(sent.dot).status_code == 200


def test_the_foot_says_that_the_mail_tells(cast: Cast) -> None:
    sent = _sent(cast)
    assert "tells its sender" in sent.mail.body()
    assert "tells its sender" in sent.mail.body("html")


def test_it_is_off_unless_wanted(cast: Cast) -> None:
    sent = _sent(cast, traces=False)
    assert "tells its sender" not in sent.mail.body() + sent.mail.body("html")
    assert (sent.dot, sent.links) == ("", [LINK, OTHER])


def test_without_an_address_that_people_outside_reach_it_is_refused_in_words(cast: Cast) -> None:
    box = mailbox(cast)
    cast.database.settings.public_url = ""
    with pytest.raises(Invalid) as refused:
        cast.run(update_mailbox, box, {"traces": True})
    assert "STEPMARK_PUBLIC_URL" in str(refused.value.errors["traces"])


def _sent(cast: Cast, *, traces: bool = True, later: timedelta = timedelta(minutes=5)) -> Sent:
    """A mail with two links about a deal, which has arrived a while ago."""
    cast.database.settings.outbound_networks = "127.0.0.0/8"
    deal = cast.deal(title="Roof")
    with mail_host() as host:
        mailbox(cast, host, traces=traces)
        given = {"recipient": "olga@example.com", "subject": "Offer", "text": f"See {LINK} and {OTHER}."}
        cast.run(send_by_hand, DEAL, deal, given)
        Sender(cast.edge).send_all()
    clock.set_clock((now() + later).isoformat())
    (mail,) = host.received
    html = mail.body("html")
    links = [unescape(each) for each in re.findall(r'href="([^"]+)"', html)]
    dot = re.search(r'<img src="([^"]+)"', html)
    return Sent(deal, _path(unescape(dot[1])) if dot else "", [_path(each) if traces else each for each in links], mail)


def _path(url: str) -> str:
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}" == "https://crm.example.com"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
