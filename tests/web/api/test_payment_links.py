"""Payment links through the API."""

import pytest
from fastapi import FastAPI

from tests.cast import Cast
from tests.support.papers import ORDER, paper
from tests.support.payments import payee
from tests.support.web import api_client

pytestmark = pytest.mark.sqlite_alone
URL = "/api/v1/payment-links"


def test_a_link_from_its_making_to_its_end(app: FastAPI, cast: Cast) -> None:
    anna, order = api_client(app, cast, cast.anna), paper(cast, ORDER, amount="12.30")
    body = {"kind": "order", "record_id": order}
    refused = anna.post(URL, json=body)
    assert (refused.status_code, "under “Payments”" in refused.json()["detail"]) == (422, True)
    payee(cast)
    made = anna.post(URL, json=body).json()
    assert (made["amount"], made["currency"], made["state"], made["refunded"]) == ("12.30", "EUR", "open", "0.00")
    assert made["url"].startswith("https://crm.example.com/pay/")
    assert anna.post(URL, json=body).json()["id"] == made["id"]
    second = anna.post(URL, json=body | {"anew": True}).json()
    assert second["url"] != made["url"]
    assert anna.delete(f"{URL}/{second['id']}").status_code == 204
    listed = anna.get(f"{URL}?kind=order&record_id={order}").json()["items"]
    assert [(each["id"], each["state"], each["url"]) for each in listed] == [
        (second["id"], "withdrawn", None),
        (made["id"], "withdrawn", None),
    ]


@pytest.mark.parametrize("query", ["", "?kind=order", "?kind=company&record_id=1", "?kind=order&record_id=0"])
def test_a_list_is_of_one_record(app: FastAPI, cast: Cast, query: str) -> None:
    assert api_client(app, cast, cast.anna).get(f"{URL}{query}").status_code == 422
