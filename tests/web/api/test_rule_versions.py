"""A rule's versions and its rehearsals through the API."""

from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.support.rules import Rules, set_fields


def test_an_older_version_comes_back_as_the_newest(anna: TestClient, cast: Cast) -> None:
    rule = Rules(cast).make("created", set_fields(source="Referral"), name="First name")
    url = f"/api/v1/rules/{rule}"
    assert anna.patch(url, json={"name": "Second name"}).json()["version"] == 2
    items = anna.get(f"{url}/versions").json()["items"]
    assert [(each["version"], each["content"]["name"]) for each in items] == [(2, "Second name"), (1, "First name")]
    assert items[0]["saved_by"] == cast.anna.member_id
    back = anna.post(f"{url}/versions/1/restore").json()
    assert (back["name"], back["version"]) == ("First name", 3)
    assert anna.post(f"{url}/versions/7/restore").status_code == 404
    assert anna.get("/api/v1/rules/999/versions").status_code == 404


def test_a_rehearsal_tells_what_would_be_done_and_does_nothing(anna: TestClient, cast: Cast) -> None:
    rules = Rules(cast)
    rule = rules.make("created", set_fields(source="Referral"), enabled=False)
    deal = cast.deal()
    answer = anna.post(f"/api/v1/rules/{rule}/rehearsals", json={"record_id": deal})
    assert answer.status_code == 200, answer.text
    run = answer.json()
    assert (run["outcome"], run["version"], run["record"]["id"]) == ("done", 1, deal)
    [action] = [each for each in run["trace"] if each["path"].startswith("action/")]
    assert action["outcome"] == "done"
    assert anna.get(f"/api/v1/deals/{deal}").json()["source"] is None
    assert rules.runs() == []
    assert anna.post(f"/api/v1/rules/{rule}/rehearsals", json={"record_id": 999}).status_code == 404
    assert anna.post(f"/api/v1/rules/{rule}/rehearsals", json={}).json()["field"] == "record_id"
