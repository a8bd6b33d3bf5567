"""The board: what stands where, and what a move answers."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.domain.processes import Step
from tests.cast import Cast
from tests.support.web import signed_in

BOARD = {"HX-Request": "true", "HX-Current-URL": "http://testserver/deals"}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_it_shows_each_stage_with_its_count_and_sum(anna: TestClient, cast: Cast) -> None:
    cast.deal(title="Hotel Baltica", amount="42000")
    cast.deal(title="Nord Clinic", amount="96000.50")
    page = anna.get("/deals").text
    assert "Hotel Baltica" in page
    assert "€138,000.50" in page


def test_a_drop_puts_the_card_where_it_was_dropped(anna: TestClient, cast: Cast) -> None:
    first, second, third = (cast.deal(title=title) for title in ("First", "Second", "Third"))
    _drop(anna, first, cast.stages[1], 0)
    _drop(anna, second, cast.stages[1], 1)
    answer = _drop(anna, third, cast.stages[1], 1)
    assert _order(answer.text, "First", "Second", "Third") == ["First", "Third", "Second"]


def test_dropping_between_two_cards_again_and_again_finds_room(anna: TestClient, cast: Cast) -> None:
    deals = [cast.deal(title=f"Deal {number}") for number in range(4)]
    for number in range(60):
        answer = _drop(anna, deals[number % 3], cast.stages[0], 1)
    assert _order(answer.text, *(f"Deal {number}" for number in range(4)))[1] == "Deal 2"


def test_an_open_required_step_holds_a_card_back_and_says_so(anna: TestClient, cast: Cast) -> None:
    step = Step(process_id=cast.process_id, stage_id=cast.stages[0], name="Check credit", position=9, required=True)
    cast.put(step)
    deal = cast.deal()
    refused = _drop(anna, deal, cast.stages[1], 0)
    assert (refused.status_code, refused.headers["hx-retarget"]) == (422, "#dialog")
    assert "Check credit" in refused.text
    data = {"_method": "PUT", "where": "board", "stage_id": cast.stages[1], "override_reason": "The boss said so"}
    assert anna.post(f"/deals/{deal}/stage", data=data, headers=BOARD).status_code == 200


def test_long_columns_come_in_parts(anna: TestClient, cast: Cast) -> None:
    deals = [cast.deal(title=f"Deal {number:02}") for number in range(25)]
    page = anna.get("/deals").text
    assert page.count("data-item") == 20
    more = anna.get(f"/deals/{deals[5]}/next-cards", headers=BOARD).text
    assert more.count("data-item") == 5
    assert "Deal 00" in more


def _drop(client: TestClient, deal: int, stage: int, position: int):  # type: ignore[no-untyped-def]  # httpx's response
    data = {"_method": "PUT", "where": "board", "container": stage, "position": position}
    return client.post(f"/deals/{deal}/stage", data=data, headers=BOARD)


def _order(html: str, *titles: str) -> list[str]:
    return sorted(titles, key=lambda title: html.index(f">{title}</a>"))
