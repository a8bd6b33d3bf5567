"""Lead forms over the API: made, read, changed, given another address, and what was sent through them."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from stepmark.domain.lead_forms import FormEntry, LeadForm
from tests.cast import Cast
from tests.support.incoming import lead_form

pytestmark = pytest.mark.sqlite_alone
URL = "/api/v1/lead-forms"
NEW = {"name": "Ask us", "fields": [{"field": "person_name", "label": "Who?", "required": True}], "consent": "I agree"}


def test_a_form_is_made_changed_and_deleted(anna: TestClient, cast: Cast) -> None:
    made = anna.post(URL, json={**NEW, "responsible_id": cast.boris.member_id})
    assert made.status_code == 201
    form = made.json()
    assert (form["fields"], form["consent_version"], form["owner_id"]) == (NEW["fields"], 1, cast.anna.member_id)
    assert 'name="person_name"' in anna.get(form["path"]).text
    one = f"{URL}/{form['id']}"
    read = anna.get(one)
    assert (read.json(), read.headers["ETag"]) == (form, f'"{form["version"]}"')
    seen = {"If-Match": read.headers["ETag"]}
    changed = anna.patch(one, json={"consent": "I do", "responsible_id": None, "name": None}, headers=seen).json()
    assert (changed["consent_version"], changed["responsible_id"], changed["name"]) == (2, None, "Ask us")
    assert anna.patch(one, json={"name": "Stale"}, headers=seen).status_code == 409
    assert [each["name"] for each in anna.get(URL).json()["items"]] == ["Ask us"]
    assert anna.delete(one).status_code == 204
    assert anna.get(one).status_code == 404
    assert anna.get(form["path"]).status_code == 404


def test_another_address_is_made_once_for_each_key(anna: TestClient, cast: Cast) -> None:
    one = f"{URL}/{lead_form(cast)}"
    before, key = anna.get(one).json()["path"], {"Idempotency-Key": "1"}
    paths = {anna.post(f"{one}/address", headers=key).json()["path"] for _time in range(2)}
    assert before not in paths
    assert paths == {anna.get(one).json()["path"]}
    assert anna.get(before).status_code == 404


def test_one_whose_owner_has_left_is_taken_over(anna: TestClient, cast: Cast) -> None:
    one = f"{URL}/{lead_form(cast)}"
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(LeadForm).values(owner_id=None))
        session.commit()
    assert anna.get(one).json()["owner_id"] is None
    assert anna.post(f"{one}/owner").json()["owner_id"] == cast.anna.member_id


def test_what_was_sent_is_read_page_by_page(anna: TestClient, cast: Cast) -> None:
    form, other = lead_form(cast), lead_form(cast, "Other")
    consent = {"version": 1, "text": "I agree"}
    sent = [
        cast.put(FormEntry(form_id=form, given={"person_name": name}, consent=consent, outcome="spam"))
        for name in ("Olga", "Piotr")
    ]
    cast.put(FormEntry(form_id=other, outcome="spam"))
    url = f"{URL}/{form}/entries?limit=1"
    first = anna.get(url).json()
    (newest,) = first["items"]
    assert (newest["id"], newest["given"], newest["consent"]) == (sent[1], {"person_name": "Piotr"}, consent)
    last = anna.get(f"{url}&after={first['next']}").json()
    assert ([each["id"] for each in last["items"]], last["next"]) == ([sent[0]], None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"fields": []}, "fields"),
        ({"fields": [{"field": "amount_of_love"}]}, "fields"),
        ({"fields": [{"field": "message"}] * 2}, "fields"),
        ({"redirect_url": "javascript:alert(1)"}, "redirect_url"),
        ({"intro": "x" * 5001}, "intro"),
        ({"stage_id": 2**62}, "stage_id"),
        ({"responsible_id": 2**62}, "responsible_id"),
        ({"group_id": 2**62}, "group_id"),
        ({"token": "chosen"}, "token"),
    ],
)
def test_what_can_not_be_taken_is_refused_by_its_field(anna: TestClient, change: dict[str, object], field: str) -> None:
    refused = anna.post(URL, json={**NEW, **change})
    assert (refused.status_code, refused.json()["field"]) == (422, field)
