"""A deal's lines over HTTP."""

import pytest
from fastapi.testclient import TestClient

from stepmark.catalogue.kinds import PRODUCT
from stepmark.commands.records import create_record
from tests.cast import Cast

pytestmark = pytest.mark.sqlite_alone  # the verb is tried on both databases


def test_lines_are_replaced_as_a_whole_and_read_with_what_they_come_to(cast: Cast, anna: TestClient) -> None:
    gtx = cast.run(create_record, PRODUCT, {"name": "GTX", "price": "100", "tax_rate": 23, "unit": "pcs"})
    url = f"/api/v1/deals/{cast.deal()}/lines"
    empty = anna.get(url)
    assert (empty.json()["lines"], empty.json()["totals"]["gross"]) == ([], "0.00")
    put = anna.put(
        url,
        json={"lines": [{"product_id": gtx, "quantity": "1.5"}, {"name": "Visit", "price": 10}]},
        headers={"If-Match": empty.headers["ETag"]},
    )
    assert put.status_code == 200, put.text
    body = put.json()
    assert body == anna.get(url).json()
    assert body["totals"] == {
        "net": "160.00",
        "taxes": [{"rate": "23", "tax": "34.50"}],
        "tax": "34.50",
        "gross": "194.50",
    }
    assert [line["tax_rate"] for line in body["lines"]] == ["23", None]
    assert (body["amount_from_lines"], put.headers["ETag"]) == (True, f'"{body["version"]}"')
    stale = anna.put(url, json={"lines": []}, headers={"If-Match": empty.headers["ETag"]})
    assert stale.status_code == 409


def test_a_refusal_names_the_line(cast: Cast, anna: TestClient) -> None:
    url = f"/api/v1/deals/{cast.deal()}/lines"
    refused = anna.put(url, json={"lines": [{"name": "A", "price": 1}, {"name": "B", "price": "x"}]})
    assert (refused.status_code, refused.json()["field"]) == (422, "lines/2/price")
    assert anna.get(url).json()["lines"] == []
