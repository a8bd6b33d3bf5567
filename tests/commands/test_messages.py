"""Messages: whom they belong to, and what they tell them."""

from typing import Any

import pytest

from stepmark.commands.exceptions import add_exception
from stepmark.commands.messages import MESSAGE
from stepmark.commands.records import create_record, delete_record, update_record
from stepmark.commands.undo import undo_change
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import Deal
from stepmark.domain.messages import Message
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Visibility
from stepmark.platform import clock
from stepmark.platform.errors import Invalid
from stepmark.queries.timelines import timeline_of
from tests.cast import Cast
from tests.support.people import row


@pytest.fixture
def olga(cast: Cast) -> int:
    """A contact at ACME with a phone and an e-mail."""
    company = cast.company("ACME", emails=["office@acme.example"])
    return cast.contact("Olga", emails=["Olga@Example.com"], phones=["+48 600 100 200"], company_id=company)


@pytest.mark.both
def test_it_belongs_to_the_only_one_who_bears_the_address(cast: Cast, olga: int) -> None:
    deal = cast.deal(contact_id=olga)
    company = row(cast, Contact, olga).company_id
    assert links(cast, sender="olga@example.COM") == (deal, company, olga)
    assert links(cast, sender="600100200", channel="sms")[2] is None
    assert links(cast, sender="+48 600-100-200", channel="sms") == (deal, company, olga)
    assert links(cast, direction="out", sender="us@example.com", recipient="x@example.com; olga@example.com") == (
        deal, company, olga,
    )  # fmt: skip
    assert links(cast, sender="office@acme.example") == (None, company, None)
    bare = {"deal_id": "", "company_id": "", "contact_id": "", "channel": "mail", "direction": "in"}
    assert links(cast, None, sender="olga@example.com", **bare) == (deal, company, olga)
    assert links(cast, sender="stranger@example.com") == (None, None, None)


def test_where_several_could_be_meant_none_is(cast: Cast, olga: int) -> None:
    for _each in range(2):
        cast.deal(contact_id=olga)
    assert links(cast, sender="olga@example.com") == (None, row(cast, Contact, olga).company_id, olga)
    cast.contact("Another Olga", emails=["olga@example.com"])
    assert links(cast, sender="olga@example.com") == (None, None, None)
    other = cast.company("Chosen by hand")
    assert links(cast, sender="olga@example.com", company_id=other) == (None, other, None)


def test_what_one_may_not_see_is_nobodys(cast: Cast, olga: int) -> None:
    narrow = Actor(**{**vars(cast.boris), "visibility": Visibility.OWN})
    cast.change("contact", olga, responsible_id=cast.magda.member_id)
    assert links(cast, by=narrow, sender="olga@example.com") == (None, None, None)


def test_it_moves_the_last_contact_to_when_it_was_sent(cast: Cast, olga: int) -> None:
    clock.set_clock("2026-11-22T09:00:00")
    deal = cast.deal(contact_id=olga)
    log(cast, sender="olga@example.com", sent_at="2026-11-20T10:00")
    company = row(cast, Contact, olga).company_id
    touched = row(cast, Deal, deal), row(cast, Contact, olga), row(cast, Company, company)
    assert {str(each.last_contact_at)[:16] for each in touched} == {"2026-11-20 10:00"}
    log(cast, deal_id=deal, sent_at="2026-12-24T10:00")
    assert str(row(cast, Deal, deal).last_contact_at)[:13] == "2026-11-22 09"


def test_it_stands_on_the_timelines_of_all_whom_it_belongs_to(cast: Cast, olga: int) -> None:
    deal = cast.deal(contact_id=olga)
    message = log(cast, subject="Roof", sender="olga@example.com")
    for kind, record_id in (("deal", deal), ("contact", olga), ("company", row(cast, Contact, olga).company_id)):
        assert told(cast, cast.anna, kind, record_id) == [("message.received", {message: "Roof"})]
    narrow = Actor(**{**vars(cast.boris), "visibility": Visibility.OWN})
    cast.run(update_record, MESSAGE, message, {"responsible_id": cast.magda.member_id})
    assert told(cast, narrow, "contact", olga) == []
    log(cast, subject="Yes", direction="out", recipient="olga@example.com")
    assert told(cast, cast.anna, "deal", deal)[0][0] == "message.sent"


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ({"sender": "nobody"}, "sender"),
        ({"recipient": "a@example.com, b"}, "recipient"),
        ({"channel": "sms", "sender": "a@example.com"}, "sender"),
        ({"channel": "pigeon"}, "channel"),
        ({"direction": "sideways"}, "direction"),
        ({"sender": ["a@example.com"]}, "sender"),
        ({"sent_at": "soon"}, "sent_at"),
        ({"subject": " "}, "subject"),
        ({"sender": "a@example.com\x00"}, "sender"),
    ],
)
def test_a_fault_is_named_at_its_place(cast: Cast, raw: dict[str, Any], place: str) -> None:
    with pytest.raises(Invalid) as refused:
        log(cast, **raw)
    assert set(refused.value.errors) == {place}


def test_one_from_the_exceptions_list_is_kept(cast: Cast) -> None:
    cast.run(add_exception, "spam@example.com")
    message = log(cast, sender="spam@example.com")
    assert row(cast, Message, message).sender == "spam@example.com"


def test_logging_it_can_be_undone(cast: Cast, olga: int) -> None:
    change = cast.edge.change(cast.anna, create_record, MESSAGE, {"subject": "x", "sender": "olga@example.com"})
    cast.run(undo_change, change.undo)
    assert row(cast, Message, change.result).is_deleted
    with pytest.raises(Exception, match="not-found"):
        cast.run(delete_record, MESSAGE, change.result)


def log(cast: Cast, by: Actor | None = None, **values: Any) -> int:
    return int(cast.run(create_record, MESSAGE, {"subject": "Hello", **values}, by=by))


def links(cast: Cast, by: Actor | None = None, **values: Any) -> tuple[int | None, int | None, int | None]:
    message = row(cast, Message, log(cast, by, **values))
    return message.deal_id, message.company_id, message.contact_id


def told(cast: Cast, actor: Actor, kind: str, record_id: int | None) -> list[tuple[str, dict[int, str]]]:
    """What the timeline says of messages, each with the names that it shows."""
    with cast.database.reading(actor.workspace_id) as session:
        timeline = timeline_of(session, actor, kind, record_id or 0)
        return [
            (each.event.name, timeline.labels.of(each.changes[0].field))
            for each in timeline.happenings
            if each.event.name.startswith("message.")
        ]
