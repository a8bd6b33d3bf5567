"""Whatever a program sends as its body, it gets an answer that says what is wrong."""

import json

import pytest
from fastapi.testclient import TestClient

from stepmark.domain.history import History
from tests.cast import Cast

MEGABYTE = "x" * 1_000_000
NO_RECORDS = (
    b"", b"null", b"[]", b"0", b'""', b"true", b"{", b"}", b'{"title"', b'{"title": "a",}', b"{'title': 'a'}", b"\xff",
    b'{"title": "\xff"}', b'{"title": "\xed\xa0\x80"}', b'{"title": "\\ud800"}', b'{"title": "a\\u0000"}', b"\x00",
    b'{"title": NaN}', b'{"title": "a", "amount": NaN}', b'{"title": "a", "amount": Infinity}',
    b'{"title": "a", "amount": 1e400}', b'{"title": "a", "amount": -1e999999999}', b'{"title": "a", "amount": "1e400"}',
    b'{"title": "a", "amount": ' + b"9" * 6_000 + b"}", b'{"title": "a", "amount": {"amount": {}, "currency": []}}',
    b'{"title": ["a"]}', b'{"title": {}}', b'{"title": 5}', b'{"title": true}', b'{"title": null}', b'{"title": ""}',
    b'{"title": " \\u00a0\\u3000 "}', b'{"title": "a", "custom": []}', b'{"title": "a", "custom": {"x": 1}}',
    b'{"title": "a", "custom": {"": ""}}', b'{"title": "a", "__proto__": {}}', b'{"title": "a", "id": 5}',
    b'{"title": "a", "company_id": 99999999999999999999}', b'{"title": "a", "company_id": -1}',
    b'{"title": "a", "company_id": 1.5}', b'{"title": "a", "company_id": true}', b'{"title": "a", "contact_ids": {}}',
    b'{"title": "a", "contact_ids": [[1]]}', b'{"title": "a", "stage_id": "\xd9\xa1"}', b"[" * 10_000 + b"]" * 10_000,
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b'{"title": "a", "custom": ' + b"[" * 900 + b"]" * 900 + b"}",
    json.dumps({"title": MEGABYTE}).encode(), json.dumps({"title": "a", MEGABYTE: 1}).encode(),
    json.dumps({"title": "a", "source": MEGABYTE}).encode(), b"title=a",
)  # fmt: skip


@pytest.mark.parametrize("path", ["/api/v1/deals", "/api/v1/deals/{deal}"])
def test_what_is_no_deal_is_refused_and_changes_nothing(program: TestClient, cast: Cast, path: str) -> None:
    deal = cast.deal()
    before = _events(cast)
    for body in NO_RECORDS:
        answer = program.request(
            "PATCH" if "{" in path else "POST",
            path.format(deal=deal),
            content=body,
            headers={"Content-Type": "application/json"},
        )
        assert 400 <= answer.status_code < 500, (body[:80], answer.text[:200])
        problem = answer.json()
        assert problem["detail"], body[:80]
        assert len(answer.content) < 20_000, body[:80]
    assert _events(cast) == before


def test_of_two_values_for_one_name_the_last_counts(program: TestClient) -> None:
    body = b'{"title": "first", "title": "second"}'
    answer = program.post("/api/v1/deals", content=body, headers={"Content-Type": "application/json"})
    assert answer.json()["title"] == "second"


def test_a_megabyte_fits_no_field_and_is_refused_by_name(program: TestClient, anna: TestClient, cast: Cast) -> None:
    cast.field("story", "long_text")
    answer = program.post("/api/v1/deals", json={"title": "a", "custom": {"story": MEGABYTE}})
    assert (answer.status_code, answer.json()["field"]) == (422, "custom.story")
    form = anna.post("/deals", data={"title": MEGABYTE, "custom.story": MEGABYTE})
    assert form.status_code == 422
    assert "1000000" in form.text


def _events(cast: Cast) -> int:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.query(History).count()
