"""The page of constants, their API, and where the editors of rules offer them."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.constants import create_constant
from tests.cast import Cast
from tests.support.rules import Rules, set_fields
from tests.support.web import api_client, signed_in

pytestmark = pytest.mark.sqlite_alone
URL = "/settings/constants"
EDITOR = {"mode": "instant", "kind": "deal", "kind_was": "deal", "name": "A rule", "t.on": "created"}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_one_is_added_changed_and_deleted(cast: Cast, anna: TestClient) -> None:
    assert "No constants yet" in anna.get(URL).text
    refused = anna.post(URL, data={"name": "<b>", "type": "number", "value": "much"})
    assert refused.status_code == 422
    assert 'value="&lt;b&gt;"' in refused.text
    assert anna.post(URL, data={"name": "Ceiling", "type": "money", "value": "1000 PLN"}).status_code == 303
    page = anna.get(URL).text
    assert re.search(r"PLN\W?1,000", page)
    assert "{{ constants.ceiling }}" in page
    number = re.search(rf"{URL}/(\d+)/edit", page)
    assert number
    one = f"{URL}/{number[1]}"
    assert 'value="1000.00 PLN"' in anna.get(f"{one}/edit").text
    assert anna.patch(one, data={"name": "Limit", "value": "2000 PLN", "version": "1"}).status_code == 303
    clash = anna.patch(one, data={"name": "Limit", "value": "3000 PLN", "version": "1"})
    assert clash.status_code == 409
    assert "Somebody else has changed this" in clash.text
    Rules(cast).make("created", set_fields(amount={"constant": "ceiling"}), name="Uses the limit")
    assert "Uses the limit" in anna.get(f"{one}/deletion").text
    assert anna.delete(one).status_code == 303
    assert "There is no constant “ceiling” any more." in anna.get("/rules/1").text
    assert anna.delete(one).status_code == 404


def test_programs_do_the_same(app: FastAPI, cast: Cast) -> None:
    api = api_client(app, cast, cast.anna)
    made = api.post("/api/v1/constants", json={"name": "VAT", "type": "number", "value": 23})
    assert made.json() == {"id": 1, "key": "vat", "name": "VAT", "type": "number", "value": 23, "version": 1}
    assert api.patch("/api/v1/constants/1", json={"value": 8}, headers={"If-Match": '"1"'}).json()["value"] == 8
    assert api.patch("/api/v1/constants/1", json={"value": 9}, headers={"If-Match": '"1"'}).status_code == 409
    assert api.patch("/api/v1/constants/1", json={"value": {"a": []}}).status_code == 422
    conditions = {"all": [{"field": "amount", "op": "greater", "value": {"constant": "no_such"}}]}
    refused = api.post("/api/v1/rules/matches", json={"conditions": conditions})
    assert refused.status_code == 422
    assert "no_such" in refused.json()["detail"]
    assert api.get("/api/v1/constants").json()["items"][0]["value"] == 8
    assert api.delete("/api/v1/constants/1").status_code == 204


@pytest.mark.row("B32")
def test_a_rule_is_made_with_constants_and_variables_in_the_editor(cast: Cast, anna: TestClient) -> None:
    cast.run(create_constant, "Large deal", "money", "100")
    cast.run(create_constant, "Our account", "text", "PL61")
    form: dict[str, Any] = EDITOR | {
        "c.mode": "all", "c.0.field": "amount", "c.0.was": "amount", "c.0.op": "greater",
        "c.0.value_constant": "large_deal",
        "a0.do": "set_variable", "a0.name": "sum", "a0.copy": "amount",
        "a1.do": "set_fields", "a1.values.0.field": "source", "a1.values.0.was": "source",
        "a1.values.0.how": "constant", "a1.values.0.constant": "our_account",
        "a1.values.1.field": "amount", "a1.values.1.was": "amount",
        "a1.values.1.how": "variable", "a1.values.1.variable": "sum",
    }  # fmt: skip
    page = anna.post("/rules/editor", data=form).text
    assert re.search(r'<option value="large_deal" selected>\s*Large deal', page)
    assert re.search(r'<option value="our_account" selected>\s*Our account', page)
    assert re.search(r'<option value="sum" selected>', page)
    assert "{{ constants.our_account }}" in page
    saved = anna.post("/rules", data=form, follow_redirects=False)
    assert saved.status_code == 303
    words = re.sub(r"<[^>]+>|\s+", " ", anna.get(saved.headers["location"]).text)
    words = re.sub(r" +", " ", words)
    assert "Large deal ( €100 )" in words
    assert "to the constant “ Our account ”" in words
    assert "to the variable “ sum ”" in words
    again = anna.get(saved.headers["location"] + "/edit").text
    assert re.search(r'<option value="large_deal" selected>', again)


def test_only_what_fits_is_offered_and_what_is_gone_keeps_its_name(cast: Cast, anna: TestClient) -> None:
    cast.run(create_constant, "Our account", "text", "PL61")
    form = EDITOR | {"c.mode": "all", "c.0.field": "amount", "c.0.was": "amount", "c.0.op": "greater"}
    assert "c.0.value_constant" not in anna.post("/rules/editor", data=form).text
    gone = form | {"c.0.value_constant": "gone"}
    assert re.search(r'<option value="gone" selected>', anna.post("/rules/editor", data=gone).text)
    refused = anna.post("/rules", data=gone | {"a0.do": "archive"})
    assert refused.status_code == 422
    assert "There is no constant “gone” any more." in refused.text
