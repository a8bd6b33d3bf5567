"""For every operation: its owner may, a colleague may not, a stranger does not even learn that it is there."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.catalogue.kinds import KINDS
from tests.cast import Cast
from tests.support.web import api_client
from tests.web.api.access_table import TABLE, Row
from tests.web.api.world import Nowhere, World

PREFIX = "/api/v1"


def test_the_table_names_every_operation_of_the_api(app: FastAPI) -> None:
    described = {
        (method.upper(), "/".join("{}" if part.startswith("{") else part for part in path.split("/")))
        for path, operations in app.openapi()["paths"].items()
        for method in operations
    }
    assert {(method, PREFIX + path) for method, path in (row.operation for row in TABLE)} == described


@pytest.mark.both
@pytest.mark.parametrize("who", ["anna", "clara"])
def test_each_operation_answers_its_owner_and_a_stranger_as_the_table_says(app: FastAPI, cast: Cast, who: str) -> None:
    assert _answers(app, cast, who) == {(row.method, row.path): getattr(row, who) for row in TABLE}


@pytest.mark.parametrize("who", ["boris", "viktor"])
def test_each_operation_answers_their_colleagues_as_the_table_says(app: FastAPI, cast: Cast, who: str) -> None:
    assert _answers(app, cast, who) == {(row.method, row.path): getattr(row, who) for row in TABLE}


def test_without_a_token_every_operation_is_closed(app: FastAPI, cast: Cast) -> None:
    nobody, nowhere = TestClient(app), Nowhere(cast)
    open_to_all = [row for row in TABLE if _status(nobody, row, nowhere) != 401]
    assert open_to_all == []


@pytest.mark.both
def test_a_stranger_finds_nothing_of_annas_in_any_list(app: FastAPI, cast: Cast) -> None:
    ours_at_all = "".join(f"{{{name}}}" for name in KINDS) + "{project_template}{constant}{delivery}{lead_form}"
    World(cast).filled(ours_at_all + "{binding}{exception}{rule}{run}{kept_currency}{sms_account}{incoming_webhook}")
    World(cast).filled(
        "{mailbox}{mail_template}{document_template}{price_list}{group}{holiday}{invitation}{import_draft}{deleted_deal}{view}{erased}"
    )
    paths = [row.path for row in TABLE if row.method == "GET" and "{" not in row.path]
    assert [path for path in paths if not _are_apart(app, cast, path)] == []


def _answers(app: FastAPI, cast: Cast, who: str) -> dict[tuple[str, str], int]:
    client, looked_at = api_client(app, cast, getattr(cast, who)), World(cast)
    answers = {}
    # What only looks may look at the same things, before there are others.
    for row in sorted(TABLE, key=lambda row: row.method != "GET"):
        answers[row.method, row.path] = _status(client, row, looked_at if row.method == "GET" else World(cast))
    return answers


def _are_apart(app: FastAPI, cast: Cast, path: str) -> bool:
    """Whether what Anna is answered there is something, and nothing of it comes to Clara."""
    ours, theirs = (api_client(app, cast, actor).get(PREFIX + path).json() for actor in (cast.anna, cast.clara))
    if "items" not in ours:
        return ours != theirs or path == "/plan"
    found, known = ({item["id"] for item in answer["items"]} for answer in (ours, theirs))
    return bool(found) and not found & known


def _status(client: TestClient, row: Row, world: World) -> int:
    json = None if row.body is None else world.filled(row.body)
    files = {"file": ("offer.pdf", b"%PDF")} if row.upload else None
    return client.request(row.method, PREFIX + world.filled(row.path), json=json, files=files).status_code
