"""Members are told the ways that they have chosen, and always under the bell."""

from datetime import UTC, datetime
from typing import Any

import pytest

from stepmark.automation.noticing import send_notices
from stepmark.automation.trace import shown_text
from stepmark.channels.telegram import LONGEST_TEXT
from stepmark.commands.notices import shown, tell
from stepmark.commands.told_by import set_told_by
from stepmark.commands.work import Work
from stepmark.domain.deliveries import Delivery
from stepmark.domain.messages import Message
from stepmark.domain.notes import Notice
from stepmark.domain.people import Member, Person
from stepmark.domain.telegram import TelegramBot, TelegramLink
from stepmark.platform import clock
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Lazy
from stepmark.worker.sender import Sender
from tests.cast import Cast
from tests.support.mail_server import mail_host
from tests.support.mails import mailbox
from tests.support.people import rows
from tests.support.rules import Rules
from tests.support.statements import statements_of
from tests.support.telegram import TOKEN

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["amount"]}


@pytest.fixture
def sender(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Sender:
    clock.set_clock(datetime.now(UTC).isoformat())
    monkeypatch.setattr(cast.database.settings, "outbound_networks", "127.0.0.0/8")
    return Sender(cast.edge)


def tell_boris(cast: Cast, text: str = "Look at {{ deal.title }}") -> dict[str, Any]:
    to = {"who": "member", "member_id": cast.boris.member_id}
    return {"do": "message_people", "settings": {"to": [to], "text": text}}


@pytest.mark.row("S26")
def test_whoever_wants_mail_gets_one_at_their_own_address_besides_the_bell(
    cast: Cast, rules: Rules, sender: Sender
) -> None:
    rules.make(CHANGED, tell_boris(cast))
    deal = cast.deal(title="Dach")
    with mail_host() as host:
        mailbox(cast, host)
        cast.change("deal", deal, amount="5")
        assert rows(cast, Delivery) == []
        cast.run(set_told_by, ["mail", "popup"], by=cast.boris)
        cast.change("deal", deal, amount="6", title="Dach <2>")
        assert sender.send_all() == 1
    (received,) = host.received
    assert received.recipients == ("boris@example.com",)
    assert received.message["subject"] == "Look at Dach <2>"
    assert "your profile" in received.body()
    assert [str(shown(each)) for each in rows(cast, Notice)][-2:] == ["Look at Dach", "Look at Dach <2>"]
    assert rows(cast, Message) == []
    assert rules.outcomes() == ["done", "done"]


def test_a_mail_ends_with_the_address_of_what_the_bell_leads_to(
    cast: Cast, rules: Rules, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules.make(CHANGED, tell_boris(cast))
    cast.run(set_told_by, ["mail"], by=cast.boris)
    deal = cast.deal(title="<b>Dach</b>")
    with mail_host() as host:
        mailbox(cast, host)
        cast.change("deal", deal, amount="5")
        assert sender.send_all() == 1
        monkeypatch.setattr(cast.database.settings, "public_url", "")
        cast.change("deal", deal, amount="6", title="Wall")
    received, (_sent, unlinked) = host.received[0], rows(cast, Delivery)
    link = f"https://crm.example.com/deals/{deal}"
    assert f"\n\n{link}\n\n-- \n" in received.body().replace("\r\n", "\n")
    assert f'<p><a href="{link}">{link}</a></p>' in received.body("html")
    assert "&lt;b&gt;Dach" in received.body("html")
    assert unlinked.content["text"].startswith("Look at Wall\n\n-- \n")


def test_in_a_chat_the_link_stays_whole_however_long_the_text_is(cast: Cast) -> None:
    cast.run(set_told_by, ["telegram"], by=cast.boris)
    cast.put(TelegramBot(name="dachy_bot", token=TOKEN))
    cast.put(TelegramLink(member_id=cast.boris.member_id, chat_id=77))
    deal = cast.deal()
    cast.run(tell, cast.boris.member_id, Lazy("%(text)s", text="x" * 9_000), "deal", deal)
    (delivery,) = rows(cast, Delivery)
    link = f"\n\nhttps://crm.example.com/deals/{deal}"
    assert delivery.content["text"] == "x" * (LONGEST_TEXT - len(link)) + link


def test_telling_thirty_asks_the_database_no_more_than_telling_three(cast: Cast) -> None:
    members = [cast.put(_told_member(cast, number)) for number in range(30)]
    mailbox(cast)
    cast.put(TelegramBot(name="dachy_bot", token=TOKEN))
    for member_id in members:
        cast.put(TelegramLink(member_id=member_id, chat_id=member_id))
    few, many = (_statements_of_telling(cast, members[:count]) for count in (3, 30))
    assert len(many) == len(few) <= 7
    assert len(rows(cast, Delivery)) == 2 * 33


@pytest.mark.row("S26")
def test_a_way_that_is_missing_falls_back_to_the_bell_and_the_trace_says_so(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, tell_boris(cast))
    cast.run(set_told_by, ["mail"], by=cast.boris)
    cast.change("deal", cast.deal(), amount="5")
    (run,) = rules.runs()
    (warning,) = run.trace[-1]["warnings"]
    assert "Boris" in str(shown_text(warning))
    assert rows(cast, Delivery) == []
    assert any(str(shown(each)).startswith("Look at") for each in rows(cast, Notice))


def test_no_other_way_can_be_chosen(cast: Cast) -> None:
    with pytest.raises(Invalid):
        cast.run(set_told_by, ["pigeon"])


def _told_member(cast: Cast, number: int) -> Member:
    email = f"seller{number}@example.com"
    person_id = cast.put(Person(email=email, email_folded=email, name=f"Seller {number}"))
    return Member(person_id=person_id, name=f"Seller {number}", role="salesperson", told_by=["mail", "telegram"])


def _statements_of_telling(cast: Cast, member_ids: list[int]) -> list[str]:
    with cast.database.writing(cast.anna.workspace_id) as session:
        work = Work(session, cast.anna)
        work.notices.extend(Notice(member_id=each, message="Look", details={}) for each in member_ids)
        with statements_of(cast.database) as seen:
            send_notices(work)
        session.commit()
    return seen
