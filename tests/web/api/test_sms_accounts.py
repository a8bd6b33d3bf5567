"""SMS accounts over the API: the secret goes in and never comes out."""

import pytest
from fastapi.testclient import TestClient

from stepmark.domain.sms_accounts import SmsAccount
from tests.cast import Cast
from tests.support.people import row

pytestmark = pytest.mark.sqlite_alone
URL = "/api/v1/sms-accounts"
NEW = {"name": "Bulk", "provider": "smsapi", "secret": "key-4711", "senders": ["Dachy"], "country": "PL"}


def test_an_account_is_made_changed_and_deleted(anna: TestClient, cast: Cast) -> None:
    made = anna.post(URL, json=NEW)
    assert made.status_code == 201
    account = made.json()
    assert (account["provider"], account["senders"], account["is_standard"]) == ("smsapi", ["Dachy"], True)
    assert "key-4711" not in made.text + anna.get(URL).text
    one = f"{URL}/{account['id']}"
    assert anna.patch(one, json={"active": False, "senders": []}).json()["senders"] == []
    moved = anna.patch(one, json={"settings": {"url": "https://api.smsapi.com/sms.do"}})
    assert (moved.status_code, moved.json()["field"]) == (422, "secret")
    assert anna.patch(one, json={"name": "x"}, headers={"If-Match": '"1"'}).status_code == 409
    assert row(cast, SmsAccount, account["id"]).secret == "key-4711"
    assert anna.delete(one).status_code == 204
    assert anna.get(one).status_code == 404


def test_another_account_is_made_the_standard_one(anna: TestClient) -> None:
    first, second = (anna.post(URL, json={**NEW, "name": name}).json()["id"] for name in ("One", "Two"))
    assert anna.post(f"{URL}/{second}/standard").json()["is_standard"] is True
    assert anna.get(f"{URL}/{first}").json()["is_standard"] is False


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"provider": "pigeon"}, "provider"),
        ({"secret": ""}, "secret"),
        ({"secret": "a\nb"}, "secret"),
        ({"settings": {"url": "http://"}}, "url"),
        ({"settings": {"nothing": "x"}}, "nothing"),
        ({"senders": ["Dachówki Żak"]}, "senders"),
        ({"country": "Poland"}, "country"),
    ],
)
def test_what_can_not_be_taken_is_refused_by_its_field(anna: TestClient, change: dict[str, object], field: str) -> None:
    refused = anna.post(URL, json={**NEW, **change})
    assert (refused.status_code, refused.json()["field"]) == (422, field)
