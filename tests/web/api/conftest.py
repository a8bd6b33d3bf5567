"""Programs with the cast's tokens."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.support.web import api_client


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """A program of Anna's, who administers the workspace."""
    return api_client(app, cast, cast.anna)


@pytest.fixture
def boris(app: FastAPI, cast: Cast) -> TestClient:
    """A program of Boris's, who sells."""
    return api_client(app, cast, cast.boris)


@pytest.fixture
def viktor(app: FastAPI, cast: Cast) -> TestClient:
    """A program of Viktor's, who only looks."""
    return api_client(app, cast, cast.viktor)


@pytest.fixture
def clara(app: FastAPI, cast: Cast) -> TestClient:
    """A program of Clara's, from another workspace."""
    return api_client(app, cast, cast.clara)
