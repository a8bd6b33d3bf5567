"""For every operation: its owner may, a colleague may not, a stranger does not even learn that it is there."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.catalogue.kinds import KINDS
from tests.cast import Cast
from tests.support.web import api_client
from tests.web.api.access_table import TABLE
from tests.web.api.world import World

pytestmark = pytest.mark.both

PREFIX = "/api/v1"


def test_the_table_names_every_operation_of_the_api(app: FastAPI) -> None:
    described = {
        (method.upper(), "/".join("{}" if part.startswith("{") else part for part in path.split("/")))
        for path, operations in app.openapi()["paths"].items()
        for method in operations
    }
    assert {(method, PREFIX + path) for method, path in (row.operation for row in TABLE)} == described


@pytest.mark.parametrize("who", ["anna", "boris", "viktor", "clara"])
def test_each_operation_answers_each_of_them_as_the_table_says(app: FastAPI, cast: Cast, who: str) -> None:
    client = api_client(app, cast, getattr(cast, who))
    expected = {(row.method, row.path): getattr(row, who) for row in TABLE}
    assert {(row.method, row.path): _status(client, cast, row.method, row.path, row.body) for row in TABLE} == expected


def test_without_a_token_every_operation_is_closed(app: FastAPI, cast: Cast) -> None:
    nobody = TestClient(app)
    open_to_all = [row for row in TABLE if _status(nobody, cast, row.method, row.path, row.body) != 401]
    assert open_to_all == []


@pytest.mark.parametrize("path", [row.path for row in TABLE if row.method == "GET" and "{" not in row.path])
def test_a_stranger_finds_nothing_of_annas_in_any_list(app: FastAPI, cast: Cast, path: str) -> None:
    ours_at_all = "".join(f"{{{name}}}" for name in KINDS) + "{project_template}{constant}{delivery}"
    World(cast).filled(ours_at_all + "{binding}{exception}{rule}{run}{kept_currency}")
    ours, theirs = (api_client(app, cast, actor).get(PREFIX + path).json() for actor in (cast.anna, cast.clara))
    if "items" in ours:
        assert ours["items"]
        assert {item["id"] for item in ours["items"]} & {item["id"] for item in theirs["items"]} == set()
    else:
        assert ours != theirs or path == "/plan"


def _status(client: TestClient, cast: Cast, method: str, path: str, body: object) -> int:
    world = World(cast)
    json = None if body is None else world.filled(body)
    return client.request(method, PREFIX + world.filled(path), json=json).status_code
