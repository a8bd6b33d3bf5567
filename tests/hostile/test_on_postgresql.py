"""What PostgreSQL makes of a sample; SQLite takes all."""

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from stepmark.platform.db import Database
from tests.cast import Cast
from tests.hostile.asking import encoded, faults_of, getting
from tests.hostile.records import TITLES, add_fields, made
from tests.hostile.strings import sample, storable
from tests.support.databases import Databases

pytestmark = pytest.mark.postgres
COUNT = 50


@pytest.fixture
def database(databases: Databases, pytestconfig: pytest.Config) -> Iterator[Database]:
    """PostgreSQL, where the run has one."""
    if pytestconfig.option.backend == "sqlite":
        pytest.skip("this run has no PostgreSQL")
    with databases.fresh("postgres", peopled=True) as database:
        yield database


def test_a_sample_comes_back_as_it_went_in(program: TestClient, anna: TestClient, cast: Cast) -> None:
    add_fields(cast)
    for number, text in enumerate(text for text in sample(COUNT) if text in storable()):
        made(program, list(TITLES)[number % 4], text, typed=True)
    for text in sample(15):
        tree = json.dumps({"any": [{"field": "title", "op": op, "value": text} for op in ("contains", "equal")]})
        urls = (f"/deals/list?filter={encoded(tree)}&q={encoded(text)}", f"/search?q={encoded(text)}")
        assert not list(faults_of((url, getting(anna, url)) for url in urls))
    paths = ("/deals", "/deals/list", "/companies", "/contacts", "/tasks/list", "/search?q=%25%5C_", "/search?q=alert")
    assert not list(faults_of((path, getting(anna, path)) for path in paths))
