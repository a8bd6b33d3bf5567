"""The mark of an address to which mail came back, where one works."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.catalogue.kinds import COMPANY
from stepmark.commands.archive import archive_record
from stepmark.commands.field_access import limit_fields
from stepmark.domain.returned_mails import ReturnedMail
from tests.cast import Cast
from tests.support.mails import mailbox
from tests.support.people import events, rows
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
OLGA = "olga@example.com"


@pytest.fixture
def mark(cast: Cast) -> int:
    return cast.put(ReturnedMail(folded=OLGA, reason="550 <b>No such user</b>"))


@pytest.fixture
def boris(app: FastAPI, cast: Cast) -> TestClient:
    return signed_in(app, cast, cast.boris)


def test_it_stands_on_every_record_with_the_address_until_that_is_changed(
    boris: TestClient, cast: Cast, mark: int
) -> None:
    lead = cast.lead(by=cast.boris, emails=["other@example.com", "OLGA@example.com"])
    contact = cast.contact("Olga", emails=[OLGA], responsible_id=cast.boris.member_id)
    for url in (f"/leads/{lead}", f"/contacts/{contact}"):
        shown = boris.get(url).text
        assert "came back on" in shown
        assert "550 &lt;b&gt;No such user&lt;/b&gt;" in shown
        assert f"{url}/returned-mails/{mark}" in shown
    assert "Mail to OLGA@example.com came back on" in boris.get(f"/leads/{lead}").text
    cast.change("contact", contact, emails=["new@example.com"])
    assert "came back" not in boris.get(f"/contacts/{contact}").text


def test_whoever_may_edit_the_record_takes_it_off(boris: TestClient, cast: Cast, mark: int) -> None:
    theirs = cast.contact("Olga", emails=[OLGA], responsible_id=cast.anna.member_id)
    other = cast.contact("Jan", emails=["jan@example.com"], responsible_id=cast.boris.member_id)
    mine = cast.company(emails=[OLGA], responsible_id=cast.boris.member_id)
    assert "Try again" not in boris.get(f"/contacts/{theirs}").text
    assert boris.delete(f"/contacts/{theirs}/returned-mails/{mark}").status_code == 403
    assert boris.delete(f"/contacts/{other}/returned-mails/{mark}").status_code == 404
    gone = boris.post(f"/companies/{mine}/returned-mails/{mark}", data={"_method": "DELETE"})
    assert gone.headers["location"] == f"/companies/{mine}"
    assert rows(cast, ReturnedMail) == []
    assert events(cast, "company", mine)[-1].name == "mail.unmarked"


def test_it_tells_nothing_of_an_address_that_may_not_be_seen(boris: TestClient, cast: Cast, mark: int) -> None:
    mine = cast.company(emails=[OLGA], responsible_id=cast.boris.member_id)
    cast.run(limit_fields, COMPANY, {"emails": {"salesperson": "hidden"}})
    assert "came back" not in boris.get(f"/companies/{mine}").text
    assert boris.delete(f"/companies/{mine}/returned-mails/{mark}").status_code == 404
    assert "came back" not in boris.get(f"/companies/{mine}/mails/new").text


def test_in_the_archive_it_is_shown_and_stays(boris: TestClient, cast: Cast, mark: int) -> None:
    mine = cast.company(emails=[OLGA], responsible_id=cast.boris.member_id)
    cast.run(archive_record, COMPANY, mine)
    assert "came back on" in boris.get(f"/companies/{mine}").text
    assert boris.delete(f"/companies/{mine}/returned-mails/{mark}").status_code == 409


def test_strangers_see_none_of_it(app: FastAPI, cast: Cast, mark: int) -> None:
    clara = signed_in(app, cast, cast.clara)
    made = clara.post("/contacts", data={"name": "Olga", "emails": OLGA})
    assert "came back" not in clara.get(made.headers["location"]).text


def test_a_mail_to_it_is_warned_about_and_goes_all_the_same(boris: TestClient, cast: Cast, mark: int) -> None:
    mailbox(cast)
    deal = cast.deal(by=cast.boris, contact_id=cast.contact("Olga", emails=[OLGA]))
    assert f"The last mail to {OLGA} came back: 550 &lt;b&gt;" in boris.get(f"/deals/{deal}/mails/new").text
    given = {"recipient": "Olga@example.com", "subject": "x", "text": ""}
    assert "The last mail to Olga@example.com" in boris.post(f"/deals/{deal}/mails", data=given).text
    sent = boris.post(f"/deals/{deal}/mails", data=given | {"text": "y"})
    assert "though the last one to Olga@example.com came back" in boris.get(sent.headers["location"]).text
    hostile = boris.post(f"/deals/{deal}/mails", data=given | {"recipient": "\x00\ud800@b".encode("utf-8", "ignore")})
    assert hostile.status_code == 422
