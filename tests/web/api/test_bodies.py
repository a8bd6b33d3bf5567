"""Bodies that are no JSON, too deep, too long, or full of what no database keeps: refused, never a fault."""

import pytest
from fastapi.testclient import TestClient

from tests.cast import Cast

DEALS = "/api/v1/deals"
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"[]",
        b"null",
        b'"text"',
        b"5",
        b'{"title": NaN}',
        b'{"title": "ACME", "amount": NaN}',
        b'{"title": "ACME", "amount": Infinity}',
        b'{"title": "ACME", "amount": -Infinity}',
        b'{"title": "ACME", "amount": 1e999}',
        b'{"title": "\\ud800"}',
        b'{"title": "ACME\\u0000"}',
        b'{"title": "ACME", "\\ud800": 1}',
        b'{"title": "ACME", "custom": {"\\udfff": 1}}',
        b'{"title": "\xff"}',
        b'\xef\xbb\xbf{"title": 5}',
        b'{"title": "ACME", "amount": ' + b"9" * 5000 + b"}",
        b'{"title": "ACME", "amount": ' + b"9" * 400 + b"}",
        b'{"title": "ACME", "company_id": ' + b"9" * 400 + b"}",
        b'{"title": "ACME", "custom": ' + b'{"a":' * 100 + b"1" + b"}" * 100 + b"}",
        b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"title": {"a": 1}}',
        b'{"title": true}',
        b'{"title": 5}',
        b'{"title": "' + b"x" * 1_000_000 + b'"}',
    ],
    ids=range(27),
)
def test_a_body_that_can_not_be_taken_is_refused(cast: Cast, anna: TestClient, body: bytes) -> None:
    cast.field("budget")
    refused = anna.post(DEALS, content=body, headers=JSON)
    assert refused.status_code in (400, 422), refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "/problems/invalid"
    assert anna.get(DEALS).json()["items"] == []


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_only_json_is_read(anna: TestClient, content_type: str) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    refused = anna.post(DEALS, content=b'{"title": "ACME"}', headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid")


def test_json_may_name_its_charset(anna: TestClient) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    assert anna.post(DEALS, content='{"title": "Żółw"}'.encode(), headers=headers).json()["title"] == "Żółw"


def test_numbers_come_back_as_they_were_sent(cast: Cast, anna: TestClient) -> None:
    cast.field("budget")
    deal = cast.deal()
    for sent in (0, -5, 0.1, 123456.654321, 999999999999):
        shown = anna.patch(f"{DEALS}/{deal}", json={"custom": {"budget": sent}}).json()
        assert shown["custom"]["budget"] == sent


def test_a_method_that_no_route_has_is_named_as_such(cast: Cast, anna: TestClient) -> None:
    answer = anna.put(f"{DEALS}/{cast.deal()}", json={})
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert answer.headers["Allow"]
