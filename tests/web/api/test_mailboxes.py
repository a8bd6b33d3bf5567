"""Mailboxes over the API: the password goes in and never comes out; members keep their own alone."""

import pytest
from fastapi.testclient import TestClient

from stepmark.domain.deliveries import Delivery
from stepmark.domain.mailboxes import Mailbox
from tests.cast import Cast
from tests.support.mails import mailbox
from tests.support.people import row

pytestmark = pytest.mark.sqlite_alone
URL = "/api/v1/mailboxes"
SECRET = "Horse battery 4711"
NEW = {"name": "Office", "address": "office@example.com", "host": "smtp.example.com", "login": "o", "password": SECRET}


def test_a_mailbox_is_made_changed_and_deleted(anna: TestClient, cast: Cast) -> None:
    made = anna.post(URL, json={**NEW, "imap_host": "imap.example.com"})
    assert made.status_code == 201
    office = made.json()
    assert (office["port"], office["imap_port"], office["imap_security"]) == (587, 993, "tls")
    assert (office["has_password"], office["is_standard"], office["member_id"]) == (True, True, None)
    one = f"{URL}/{office['id']}"
    changed = anna.patch(one, json={"sender_name": "Dachy", "active": False}, headers={"If-Match": '"1"'})
    assert (changed.json()["sender_name"], changed.json()["active"]) == ("Dachy", False)
    assert changed.headers["ETag"] == anna.get(one).headers["ETag"] == '"2"'
    assert SECRET not in made.text + changed.text + anna.get(URL).text + anna.get(one).text
    assert row(cast, Mailbox, office["id"]).password == SECRET
    assert anna.delete(one).status_code == 204
    assert anna.get(one).status_code == 404


def test_what_somebody_has_not_seen_is_not_overwritten(anna: TestClient, cast: Cast) -> None:
    one = f"{URL}/{mailbox(cast)}"
    assert anna.patch(one, json={"name": "First"}, headers={"If-Match": '"1"'}).status_code == 200
    stale = anna.patch(one, json={"name": "Second"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["type"]) == (409, "/problems/conflict")
    assert anna.get(one).json()["name"] == "First"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"address": "nobody"}, "address"),
        ({"host": "https://example.com"}, "host"),
        ({"port": 70_000}, "port"),
        ({"security": "magic"}, "security"),
        ({"password": "x" * 1001}, "password"),
        ({"imap_host": "imap.example.com", "imap_port": 0}, "imap_port"),
        ({"imap_host": "imap.example.com", "imap_folder": "Żak"}, "imap_folder"),
        ({"member_id": 2**62}, "member_id"),
    ],
)
def test_what_can_not_be_taken_is_refused_by_its_field(anna: TestClient, change: dict[str, object], field: str) -> None:
    refused = anna.post(URL, json={**NEW, **change})
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert anna.get(URL).json()["items"] == []


def test_a_password_does_not_follow_to_another_server(anna: TestClient) -> None:
    one = f"{URL}/{anna.post(URL, json=NEW).json()['id']}"
    moved = anna.patch(one, json={"host": "smtp.elsewhere.example"})
    assert (moved.status_code, moved.json()["field"]) == (422, "password")
    assert anna.patch(one, json={"host": "smtp.elsewhere.example", "password": "other"}).status_code == 200


def test_reading_is_changed_in_parts_and_ended(anna: TestClient) -> None:
    one = f"{URL}/{anna.post(URL, json={**NEW, 'imap_host': 'imap.example.com'}).json()['id']}"
    given = {"imap_host": "imap2.example.com", "imap_security": "starttls", "imap_port": 143, "password": SECRET}
    assert anna.patch(one, json=given).status_code == 200
    in_part = anna.patch(one, json={"imap_security": "", "imap_folder": "Sales", "password": SECRET}).json()
    kept = {key: in_part[key] for key in ("imap_host", "imap_port", "imap_security", "imap_folder")}
    expected = {"imap_host": "imap2.example.com", "imap_port": 143, "imap_security": "tls", "imap_folder": "Sales"}
    assert kept == expected
    ended = anna.patch(one, json={"imap_host": "", "password": SECRET}).json()
    assert {ended[key] for key in kept} == {None}


def test_another_one_becomes_the_standard_one(anna: TestClient, cast: Cast) -> None:
    first, second, own = mailbox(cast), mailbox(cast), mailbox(cast, member_id=cast.boris.member_id)
    assert anna.post(f"{URL}/{second}/standard").json()["is_standard"] is True
    assert anna.get(f"{URL}/{first}").json()["is_standard"] is False
    assert anna.post(f"{URL}/{own}/standard").status_code == 422


def test_a_trial_is_sent_once_for_a_key(anna: TestClient, cast: Cast) -> None:
    office = mailbox(cast)
    tried, again = (anna.post(f"{URL}/{office}/trials", headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (tried.status_code, again.status_code, again.json()) == (202, 202, tried.json())
    assert row(cast, Delivery, tried.json()["id"]).via_id == office


def test_a_member_keeps_their_own_and_sees_no_others(boris: TestClient, anna: TestClient, cast: Cast) -> None:
    office = mailbox(cast)
    made = boris.post(URL, json={**NEW, "member_id": cast.anna.member_id}).json()
    assert (made["member_id"], made["is_standard"]) == (cast.boris.member_id, False)
    assert [each["id"] for each in boris.get(URL).json()["items"]] == [made["id"]]
    assert [each["id"] for each in anna.get(URL).json()["items"]] == [office, made["id"]]
    own = f"{URL}/{made['id']}"
    assert boris.patch(own, json={"name": "Mine"}).json()["name"] == "Mine"
    assert boris.patch(f"{URL}/{office}", json={"name": "Mine"}).status_code == 404
    assert boris.post(f"{own}/trials").status_code == 202
    assert boris.delete(own).status_code == 204


def test_strangers_and_those_who_only_look_find_none(viktor: TestClient, clara: TestClient, cast: Cast) -> None:
    one = f"{URL}/{mailbox(cast)}"
    assert (viktor.get(URL).status_code, clara.get(URL).json()["items"]) == (403, [])
    assert (clara.delete(one).status_code, clara.post(f"{one}/trials").status_code) == (404, 404)
