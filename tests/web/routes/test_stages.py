"""Stages in the editor of a process."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.support.processes import deal, names
from tests.support.web import signed_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_a_stage_is_added_and_the_empty_form_comes_back_with_the_focus(anna: TestClient, cast: Cast) -> None:
    answer = anna.post(f"/processes/{cast.process_id}/stages", data={"name": "Payment"}, headers=HTMX)
    assert list(names(cast)) == ["Discovery", "Proposal", "Contract", "Payment"]
    assert 'id="process"' in answer.text
    assert answer.text.count("autofocus") == 1


def test_without_scripts_each_change_leads_back_to_the_editor(anna: TestClient, cast: Cast) -> None:
    editor = f"/processes/{cast.process_id}"
    for url, data in [
        (f"{editor}/stages", {"name": "Payment"}),
        (f"/stages/{cast.stages[0]}", {"_method": "PATCH", "name": "Lead"}),
        (f"/stages/{cast.stages[0]}/place", {"_method": "PUT", "position": "1"}),
        (f"/stages/{cast.stages[2]}/deletion", {}),
        (f"/stages/{cast.stages[2]}/deletion", {"_method": "DELETE"}),
    ]:
        answer = anna.post(url, data=data)
        assert (answer.status_code, answer.headers["location"]) == (303, editor)
    assert list(names(cast)) == ["Proposal", "Lead", "Contract", "Payment"]


def test_a_name_that_is_too_long_is_shown_in_the_dialog(anna: TestClient, cast: Cast) -> None:
    data = {"_method": "PATCH", "name": "x" * 201}
    answer = anna.post(f"/stages/{cast.stages[0]}", data=data, headers=HTMX)
    assert (answer.status_code, answer.headers["hx-retarget"]) == (422, "#dialog")
    assert "200 are allowed" in answer.text


def test_deleting_shows_what_depends_on_it_and_asks_where_deals_go(anna: TestClient, cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    one = cast.deal()
    url = f"/stages/{cast.stages[0]}/deletion"
    asked = anna.get(url, headers=HTMX).text
    for words in ("Its 3 steps go with it", "Source ↔ Discovery 1", "Move its 1 deal to"):
        assert words in asked
    refused = anna.post(url, headers=HTMX)
    assert (refused.status_code, refused.headers["hx-retarget"]) == (409, "#dialog")
    assert anna.post(url, data={"move_to": str(cast.stages[1])}, headers=HTMX).status_code == 200
    assert deal(cast, one).stage_id == cast.stages[1]


def test_the_only_stage_with_deals_can_t_be_deleted(anna: TestClient, cast: Cast) -> None:
    cast.deal()
    for stage_id in cast.stages[1:]:
        anna.post(f"/stages/{stage_id}/deletion")
    asked = anna.get(f"/stages/{cast.stages[0]}/deletion").text
    assert "there is no other stage for it" in asked
    assert "primary danger" not in asked
