"""The control in the header by which one starts and stops working."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.platform import clock
from tests.cast import Cast
from tests.support.web import signed_in


@pytest.fixture
def boris(app: FastAPI, cast: Cast) -> TestClient:
    """Boris's browser."""
    return signed_in(app, cast, cast.boris)


def test_it_starts_says_how_long_and_stops(boris: TestClient) -> None:
    clock.set_clock("2026-11-22T09:00:00")
    assert "Start working" in boris.get("/profile").text
    answer = boris.post("/work-session", headers={"Referer": "http://testserver/profile?a=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/profile?a=1")
    clock.set_clock("2026-11-22T11:05:30")
    page = boris.get("/profile").text
    assert "Stop working" in page
    assert ">2:05</time>" in page
    boris.post("/work-session", data={"_method": "DELETE"})
    assert "Start working" in boris.get("/profile").text


def test_with_htmx_the_control_alone_is_answered(boris: TestClient) -> None:
    started = boris.post("/work-session", headers={"HX-Request": "true"})
    assert started.status_code == 200
    assert "Stop working" in started.text
    assert "<h1" not in started.text
    stopped = boris.delete("/work-session", headers={"HX-Request": "true"})
    assert "Start working" in stopped.text


def test_a_viewer_has_no_such_control(app: FastAPI, cast: Cast) -> None:
    viktor = signed_in(app, cast, cast.viktor)
    assert "work-session" not in viktor.get("/profile").text
    assert viktor.post("/work-session").status_code == 403
