"""The board: what stands where, what wants attention, and what a move answers."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from stepmark.catalogue.kinds import TASK
from stepmark.commands.records import create_record
from stepmark.domain.deals import Deal
from stepmark.domain.history import History
from stepmark.domain.processes import Stage
from stepmark.platform.clock import now, today
from stepmark.platform.money import LARGEST_MINOR
from tests.cast import Cast
from tests.support.statements import statements_of
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone  # what the board asks for is asked on both in tests/queries

BOARD = {"HX-Request": "true", "HX-Current-URL": "http://testserver/deals"}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_it_shows_each_stage_with_its_count_and_its_sums_by_currency(anna: TestClient, cast: Cast) -> None:
    cast.deal(title="Hotel Baltica", amount="42000")
    cast.deal(title="Nord Clinic", amount="96000.50")
    cast.deal(title="Osaka", amount={"amount": "500", "currency": "JPY"})
    page = anna.get("/deals").text
    assert "Hotel Baltica" in page
    assert "€138,000.50 + ¥500" in page


def test_a_sum_may_pass_what_64_bits_hold(anna: TestClient, cast: Cast) -> None:
    values = {"title": "Huge", "process_id": cast.process_id, "stage_id": cast.stages[0], "currency": "EUR"}
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.add_all(Deal(**values, amount_minor=LARGEST_MINOR - 1) for _number in range(100))
        session.commit()
    assert "€99,999,999,999,999,999" in anna.get("/deals").text


def test_a_drop_puts_the_card_under_the_one_it_was_dropped_under(anna: TestClient, cast: Cast) -> None:
    first, second, third = (cast.deal(title=title) for title in ("First", "Second", "Third"))
    _drop(anna, first, cast.stages[1])
    _drop(anna, second, cast.stages[1], below=first)
    answer = _drop(anna, third, cast.stages[1], below=first)
    assert f'hx-target="#deal-{first}" hx-swap="afterend"' in answer.text
    assert "“Third” now stands in “Proposal”, below “First”." in answer.text
    assert _order(anna, "First", "Second", "Third") == ["First", "Third", "Second"]


def test_a_card_whose_neighbour_went_elsewhere_meanwhile_stands_on_top(anna: TestClient, cast: Cast) -> None:
    gone, there, dropped = (cast.deal(title=title) for title in ("Gone", "There", "Dropped"))
    _drop(anna, there, cast.stages[1])
    answer = _drop(anna, dropped, cast.stages[1], below=gone)
    assert f'hx-target="#column-{cast.stages[1]}-cards" hx-swap="afterbegin"' in answer.text
    assert _order(anna, "Dropped", "There") == ["Dropped", "There"]


def test_dropping_between_two_cards_again_and_again_finds_room(anna: TestClient, cast: Cast) -> None:
    deals = [cast.deal(title=f"Deal {number}") for number in range(4)]
    above = deals[0]
    _drop(anna, above, cast.stages[0])
    for number in range(24):
        _drop(anna, deals[1 + number % 3], cast.stages[0], below=above)
    assert _order(anna, *(f"Deal {number}" for number in range(4)))[:2] == ["Deal 0", "Deal 3"]


def test_the_keyboards_way_moves_to_the_top_or_the_bottom_of_a_column(anna: TestClient, cast: Cast) -> None:
    first, second = cast.deal(title="First"), cast.deal(title="Second")
    form = anna.get(f"/deals/{second}/stage/edit", headers=BOARD).text
    assert "Proposal" in form
    data = {"_method": "PUT", "where": "board", "stage_id": cast.stages[0], "place": "bottom"}
    anna.post(f"/deals/{second}/stage", data=data, headers=BOARD)
    assert _order(anna, "First", "Second") == ["First", "Second"]
    answer = anna.post(f"/deals/{first}/stage", data={**data, "stage_id": cast.stages[2], "place": "top"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/deals?process={cast.process_id}")


def test_a_moved_card_counts_in_the_heads_as_the_page_filters_them(anna: TestClient, cast: Cast) -> None:
    mine = cast.deal(title="Mine", amount="10")
    cast.deal(title="Boris's", amount="5", by=cast.boris)
    headers = {**BOARD, "HX-Current-URL": "http://testserver/deals?whose=me"}
    answer = _drop(anna, mine, cast.stages[1], headers=headers).text
    assert "€10" in answer
    assert "€5" not in answer


def test_it_is_filtered_by_person_and_by_the_name_of_deal_or_company(anna: TestClient, cast: Cast) -> None:
    company = cast.company("Żubr SA")
    for title, company_id, owner in (("Roof", company, cast.boris), ("Floor", None, cast.boris), ("Door", None, None)):
        cast.deal(title=title, company_id=company_id, by=owner)
    assert _titles(anna.get(f"/deals?whose={cast.boris.member_id}").text) == {"Roof", "Floor"}
    assert _titles(anna.get("/deals?whose=me").text) == {"Door"}
    assert _titles(anna.get("/deals?q=żubr").text) == {"Roof"}
    assert _titles(anna.get("/deals?q=FLO&whose=nonsense").text) == {"Floor"}


def test_what_is_late_or_forgotten_is_said_in_words(anna: TestClient, cast: Cast) -> None:
    yesterday = today("UTC") - timedelta(days=1)
    late, missed, idle = cast.deal(title="Late"), cast.deal(expected_close=yesterday.isoformat()), cast.deal()
    cast.deal(title="Fine", expected_close=today("UTC").isoformat())
    due = (now() - timedelta(days=1)).isoformat()
    cast.run(create_record, TASK, {"title": "Call", "deal_id": late, "due_at": due})
    _age(cast, idle, days=14)
    page = anna.get("/deals").text
    for text, deal in (("Task overdue since yesterday", late), ("Was to close yesterday", missed)):
        assert text in _card(page, deal)
        assert page.count(text) == 1
    assert "Nothing for 14 days" in _card(page, idle)
    assert page.count("Nothing for") == 1


def test_the_workspace_says_when_a_deal_is_forgotten(anna: TestClient, cast: Cast) -> None:
    _age(cast, cast.deal(), days=9)
    assert "Nothing for" not in anna.get("/deals").text
    anna.patch("/settings", data={"stale_days": "9"})
    assert "Nothing for 9 days" in anna.get("/deals").text
    refused = anna.patch("/settings", data={"stale_days": "0"})
    assert refused.status_code == 422
    assert "Enter a number of days from 1 to 3650." in refused.text


def test_long_columns_come_in_parts(anna: TestClient, cast: Cast) -> None:
    deals = [cast.deal(title=f"Deal {number:02}") for number in range(25)]
    page = anna.get("/deals?q=deal").text
    assert page.count("data-item=") == 20
    url = page.partition('hx-get="/deals/columns/')[2].partition('"')[0].replace("&amp;", "&")
    # The last card goes elsewhere while the column is being read: what stands below its place comes all the same.
    _drop(anna, deals[5], cast.stages[1])
    more = anna.get(f"/deals/columns/{url}", headers=BOARD).text
    assert more.count("data-item=") == 5
    assert "Deal 00" in more


def test_a_hundred_columns_send_the_cards_of_the_first_few(anna: TestClient, app: FastAPI, cast: Cast) -> None:
    with statements_of(app.state.database) as for_three:
        anna.get("/deals")
    far = [cast.put(Stage(process_id=cast.process_id, name=f"S{at}", position=at)) for at in range(3, 100)][-1]
    for number in range(3):
        cast.deal(title=f"Far {number}", stage_id=far)
    with statements_of(app.state.database) as for_many:
        page = anna.get("/deals").text
    assert page.count('<section class="board-column"') == 100
    assert "Far 1" not in page
    assert "Far 1" in anna.get(f"/deals/columns/{far}", headers=BOARD).text
    assert len(for_many) == len(for_three) <= 12


def test_a_place_that_is_none_is_refused(anna: TestClient, cast: Cast) -> None:
    for query in ("rank=nan", "rank=1e400", "after=99999999999999999999", "rank=x"):
        assert anna.get(f"/deals/columns/{cast.stages[0]}/next-cards?{query}").status_code == 422


def _drop(client: TestClient, deal: int, stage: int, below: int | str = "", headers: dict[str, str] = BOARD):  # type: ignore[no-untyped-def]  # httpx's response
    data = {"_method": "PUT", "where": "board", "container": stage, "below": below}
    return client.post(f"/deals/{deal}/stage", data=data, headers=headers)


def _order(client: TestClient, *titles: str) -> list[str]:
    html = client.get("/deals").text
    return sorted(titles, key=lambda title: html.index(f">{title}</a>"))


def _titles(html: str) -> set[str]:
    return {title for title in ("Roof", "Floor", "Door") if title in html[html.index('id="board"') :]}


def _card(html: str, deal: int) -> str:
    return html.partition(f'id="deal-{deal}"')[2].partition("</li>")[0]


def _age(cast: Cast, deal: int, days: int) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        past = now() - timedelta(days=days, hours=1)
        session.execute(update(History).where(History.deal_id == deal).values(at=past))
        session.execute(update(Deal).where(Deal.id == deal).values(updated_at=past))
        session.commit()
