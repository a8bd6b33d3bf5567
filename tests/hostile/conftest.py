"""A workspace on SQLite with something of everything, for strings of every sort."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.platform.db import Database
from tests.cast import Cast
from tests.support.databases import Databases
from tests.support.web import api_client, signed_in


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """SQLite alone; test_on_postgresql.py sends a sample to PostgreSQL."""
    with databases.fresh("sqlite", peopled=True) as database:
        yield database


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


@pytest.fixture
def program(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's program."""
    return api_client(app, cast, cast.anna)
