"""The working calendar on its pages: working time among the settings, public holidays on a page of their own."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.domain.workspace import Workspace
from stepmark.platform import clock
from tests.cast import Cast
from tests.support.people import row
from tests.support.web import signed_in


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser, in November 2026."""
    clock.set_clock("2026-11-22T10:00:00")
    return signed_in(app, cast, cast.anna)


def test_working_time_is_saved_with_the_settings(anna: TestClient, cast: Cast) -> None:
    times = {"work_days__shown": "1", "work_days": ["5", "1"], "work_from": "08:15", "work_to": "00:00"}
    assert anna.patch("/settings", data={**times, "sweep_hour": "6"}).status_code == 303
    saved = row(cast, Workspace, cast.anna.workspace_id)
    assert (saved.work_days, saved.work_from, saved.work_to, saved.sweep_hour) == ([1, 5], 495, 1440, 6)
    page = anna.get("/settings").text
    assert {'value="08:15"', 'value="00:00"'} <= set(re.findall(r'value="[\d:]{5}"', page))


def test_a_week_without_a_working_day_is_refused_beside_the_days(anna: TestClient) -> None:
    refused = anna.patch("/settings", data={"work_days__shown": "1", "work_from": "10:00", "work_to": "09:00"})
    assert refused.status_code == 422
    assert "Choose one day or more." in refused.text
    assert anna.patch("/settings", data={"work_from": "10:00", "work_to": "09:00"}).status_code == 422


def test_a_countrys_year_is_brought_in_and_one_day_taken_out(anna: TestClient) -> None:
    assert "No holidays yet" in anna.get("/settings/holidays").text
    anna.post("/settings/holidays/imports", data={"country": "PL", "year": "2026"})
    page = anna.get("/settings/holidays").text
    assert "holidays are added." in page
    assert "Wednesday, 11 November" in page
    deleted = re.findall(r"/settings/holidays/(\d+)", page)
    anna.delete(f"/settings/holidays/{deleted[0]}")
    assert len(re.findall(r"/settings/holidays/\d+", anna.get("/settings/holidays").text)) == len(deleted) - 1


def test_one_day_is_added_and_a_wrong_one_refused_with_what_was_typed(anna: TestClient) -> None:
    assert anna.post("/settings/holidays", data={"day": "2026-12-24", "name": "Eve <3"}).status_code == 303
    assert "Eve &lt;3" in anna.get("/settings/holidays").text
    refused = anna.post("/settings/holidays", data={"day": "soon", "name": "Kept"})
    assert refused.status_code == 422
    assert "Enter a date as YYYY-MM-DD or DD.MM.YYYY." in refused.text
    assert 'value="Kept"' in refused.text
    assert anna.post("/settings/holidays/imports", data={"country": "ZZ", "year": "2026"}).status_code == 422
