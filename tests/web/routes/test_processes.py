"""The pages of processes."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from stepmark.domain.processes import Process
from tests.cast import Cast
from tests.support.processes import names, shape
from tests.support.statements import statements_of
from tests.support.web import signed_in

PATHS = ["/processes", "/processes/new", "/processes/{process}", "/processes/{process}/edit",
         "/processes/{process}/deletion", "/stages/{stage}/edit", "/stages/{stage}/deletion", "/steps/{step}/edit",
         "/steps/{step}/place", "/steps/{step}/deletion"]  # fmt: skip


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_the_list_shows_stages_steps_and_deals(anna: TestClient, cast: Cast) -> None:
    cast.deal()
    page = anna.get("/processes").text
    assert "Discovery → Proposal → Contract" in page
    assert '<td class="num">9</td>' in page


def test_the_editor_costs_the_same_however_long_the_process(anna: TestClient, app: FastAPI, cast: Cast) -> None:
    url = f"/processes/{cast.process_id}"
    with statements_of(app.state.database) as few:
        anna.get(url)
    for number in range(4):
        data = {"name": f"Stage {number}"}
        anna.post(f"{url}/stages", data=data)
    with statements_of(app.state.database) as more:
        assert "Stage 3" in anna.get(url).text
    assert len(more) == len(few)


def test_the_form_for_a_new_one_offers_three_stages(anna: TestClient) -> None:
    page = anna.get("/processes/new").text
    assert [name for name in ("Qualification", "Proposal", "Negotiation") if f'value="{name}"' in page] == [
        "Qualification", "Proposal", "Negotiation",
    ]  # fmt: skip


def test_a_new_one_gets_the_stages_that_are_filled_in(anna: TestClient, cast: Cast) -> None:
    answer = anna.post("/processes", data={"name": "Renewal", "stage": ["Ask", "", "Sign", ""]})
    assert answer.status_code == 303
    assert list(names(cast, int(answer.headers["location"].rsplit("/", 1)[1]))) == ["Ask", "Sign"]


def test_a_new_one_without_a_name_says_so_and_keeps_what_was_typed(anna: TestClient, cast: Cast) -> None:
    answer = anna.post("/processes", data={"name": " ", "stage": ["Ask", "x" * 201]})
    assert answer.status_code == 422
    assert "Enter a name." in answer.text
    assert 'value="Ask"' in answer.text
    assert [process.name for process in _processes(cast)] == ["New business"]


def test_it_is_renamed(anna: TestClient, cast: Cast) -> None:
    answer = anna.post(f"/processes/{cast.process_id}", data={"_method": "PATCH", "name": "Sales", "version": "1"})
    assert answer.status_code == 303
    assert shape(cast).process.name == "Sales"
    clash = anna.post(f"/processes/{cast.process_id}", data={"_method": "PATCH", "name": "Deals", "version": "1"})
    assert clash.status_code == 409
    assert "Meanwhile somebody saved “Sales”." in clash.text


def test_it_moves_in_the_list(anna: TestClient, cast: Cast) -> None:
    anna.post("/processes", data={"name": "Renewal"})
    renewal = _processes(cast)[1]
    anna.post(f"/processes/{renewal.id}", data={"_method": "PATCH", "position": "0"})
    assert [process.name for process in _processes(cast)] == ["Renewal", "New business"]


def test_it_can_t_go_while_deals_are_in_it(anna: TestClient, cast: Cast) -> None:
    cast.deal()
    asked = anna.get(f"/processes/{cast.process_id}/deletion").text
    assert "1 deal is in this process." in asked
    assert '/deletion"' not in asked
    assert anna.post(f"/processes/{cast.process_id}/deletion").status_code == 409


def test_it_goes_and_comes_back(anna: TestClient, cast: Cast) -> None:
    url = f"/processes/{cast.process_id}"
    assert anna.post(f"{url}/deletion").headers["location"] == "/processes"
    assert anna.get(url).status_code == 404
    assert "Restore New business" in anna.get("/processes").text
    assert anna.post(f"{url}/deletion", data={"_method": "DELETE"}).headers["location"] == url
    assert anna.get(url).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_only_administrators_of_this_workspace_see_it(app: FastAPI, cast: Cast, path: str) -> None:
    url = path.format(process=cast.process_id, stage=cast.stages[0], step=cast.steps[0])
    assert signed_in(app, cast, cast.anna).get(url).status_code == 200
    assert signed_in(app, cast, cast.magda).get(url).status_code == 403
    clara = 200 if "{" not in path else 404
    assert signed_in(app, cast, cast.clara).get(url).status_code == clara


def _processes(cast: Cast) -> list[Process]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(
            session.scalars(select(Process).where(Process.kind == "deal").order_by(Process.position, Process.id))
        )
