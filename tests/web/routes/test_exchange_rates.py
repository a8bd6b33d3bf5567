"""The page of exchange rates: by hand, from a bank's file, and out again."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.platform import clock
from stepmark.platform.bank_rates import MOST_BYTES
from tests.cast import Cast
from tests.platform.test_bank_rates import BOMB, ECB
from tests.support.web import api_client, signed_in

URL = "/settings/exchange-rates"


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser, in November 2026."""
    clock.set_clock("2026-11-22T10:00:00")
    return signed_in(app, cast, cast.anna)


def test_a_rate_is_set_by_hand_and_a_wrong_one_refused_with_what_was_typed(anna: TestClient) -> None:
    assert "No exchange rates yet" in anna.get(URL).text
    assert anna.post(URL, data={"currency": "PLN", "rate": "0,235"}).status_code == 303
    assert "1 PLN = 0.235 EUR" in anna.get(URL).text
    refused = anna.post(URL, data={"currency": "PLN", "rate": "<b>", "day": "2026-11-20"})
    assert refused.status_code == 422
    assert "Enter a number above 0" in refused.text
    assert 'value="&lt;b&gt;"' in refused.text
    anna.delete(f"{URL}/PLN")
    assert "No exchange rates yet" in anna.get(URL).text
    assert anna.delete(f"{URL}/PLN").status_code == 404


def test_a_banks_file_renews_the_rates(anna: TestClient) -> None:
    anna.post(f"{URL}/imports", files={"file": ("eurofxref.xml", ECB)})
    page = anna.get(URL).text
    assert "2 rates are renewed." in page
    assert "1 USD = 0.8 EUR" in page
    anna.patch("/settings", data={"currency": "PLN"})
    assert "Not used" in anna.get(URL).text


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"hello", "This is no file"), (BOMB, "This is no file"), (b"x" * (MOST_BYTES + 1), "larger than 2 MB")],
)
def test_another_file_is_refused_beside_its_field(anna: TestClient, content: bytes, said: str) -> None:
    refused = anna.post(f"{URL}/imports", files={"file": ("x", content)})
    assert refused.status_code in (413, 422)
    assert said in refused.text
    assert anna.post(f"{URL}/imports", data={"file": "x"}).status_code == 422


def test_programs_set_and_read_rates(app: FastAPI, cast: Cast, anna: TestClient) -> None:
    api = api_client(app, cast, cast.anna)
    put = api.put("/api/v1/exchange-rates/usd", json={"rate": "0.8", "day": "2026-11-20"})
    shape = {"id": put.json()["id"], "currency": "USD", "base": "EUR", "rate": "0.8", "day": "2026-11-20", "source": ""}
    assert put.json() == shape
    assert api.get("/api/v1/exchange-rates").json() == {"items": [shape], "next": None}
    refused = api.put("/api/v1/exchange-rates/usd", json={"rate": "lots"})
    assert (refused.status_code, refused.json()["field"]) == (422, "rate")
    assert api.delete("/api/v1/exchange-rates/USD").status_code == 204
