"""Templates of mails over the API."""

import pytest
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.support.mails import TEMPLATE, mail_template

pytestmark = pytest.mark.sqlite_alone
URL = "/api/v1/mail-templates"


def test_a_template_is_made_changed_and_deleted(anna: TestClient) -> None:
    made = anna.post(URL, json=TEMPLATE)
    assert made.status_code == 201
    template = made.json()
    assert template == {**TEMPLATE, "html": "", "id": template["id"], "version": 1}
    one = f"{URL}/{template['id']}"
    changed = anna.patch(one, json={"html": "<p>{{ deal.title }}</p>"}, headers={"If-Match": '"1"'})
    assert changed.json() == {**template, "html": "<p>{{ deal.title }}</p>", "version": 2}
    assert changed.headers["ETag"] == anna.get(one).headers["ETag"] == '"2"'
    assert anna.get(URL).json()["items"] == [changed.json()]
    assert anna.delete(one).status_code == 204
    assert anna.get(one).status_code == 404


def test_what_somebody_has_not_seen_is_not_overwritten(anna: TestClient, cast: Cast) -> None:
    one = f"{URL}/{mail_template(cast)}"
    assert anna.patch(one, json={"name": "First"}, headers={"If-Match": '"1"'}).status_code == 200
    stale = anna.patch(one, json={"name": "Second"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["type"]) == (409, "/problems/conflict")
    assert anna.get(one).json()["name"] == "First"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "task"}, "kind"),
        ({"subject": "x" * 301}, "subject"),
        ({"subject": "{{ deal.nothing }}"}, "subject"),
        ({"body": " "}, "body"),
        ({"body": "{{ deal.title"}, "body"),
        ({"html": "{{ company.nothing }}"}, "html"),
    ],
)
def test_what_can_not_be_taken_is_refused_by_its_field(anna: TestClient, change: dict[str, str], field: str) -> None:
    refused = anna.post(URL, json={**TEMPLATE, **change})
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert anna.get(URL).json()["items"] == []


def test_a_kind_stays(anna: TestClient, cast: Cast) -> None:
    refused = anna.patch(f"{URL}/{mail_template(cast)}", json={"kind": "lead"})
    assert (refused.status_code, refused.json()["field"]) == (422, "kind")


def test_neither_colleagues_nor_strangers_reach_it(boris: TestClient, clara: TestClient, cast: Cast) -> None:
    one = f"{URL}/{mail_template(cast)}"
    assert (boris.get(one).status_code, boris.get(URL).status_code) == (403, 403)
    assert (clara.patch(one, json={"name": "Mine"}).status_code, clara.get(URL).json()["items"]) == (404, [])
