"""The reports' pages: who sees whose figures, what an address may ask for, and what leads on."""

import csv
import io
import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from stepmark.commands.deal_moves import close_deal, move_deal
from stepmark.commands.ticks import tick_step
from stepmark.domain.people import Group
from stepmark.domain.processes import Process, Stage
from stepmark.domain.rights import Actor
from stepmark.web.reports.pictures import REPORTS
from tests.cast import Cast
from tests.support.statements import statements_of
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone  # the figures themselves are compared on both databases in tests/queries/reports


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    return signed_in(app, cast, cast.anna)


@pytest.fixture
def magda(app: FastAPI, cast: Cast) -> TestClient:
    return signed_in(app, cast, cast.magda)


def sold(cast: Cast, by: Actor, amount: str = "100", status: str = "won", **values: object) -> int:
    """A deal that went to the second stage, had a step ticked there, and ended."""
    deal = cast.deal(by=by, amount=amount, **values)
    cast.run(move_deal, deal, cast.stages[1], by=by)
    cast.run(tick_step, deal, cast.steps[3], by=by)
    cast.run(close_deal, deal, status, by=by)
    return deal


def table(client: TestClient, report: str, query: str = "") -> list[dict[str, str]]:
    """A report's table as the downloaded file has it."""
    answer = client.get(f"/reports/{report}/csv?{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("report", REPORTS)
def test_each_report_has_its_drawing_its_table_and_its_definitions(cast: Cast, magda: TestClient, report: str) -> None:
    sold(cast, cast.boris)
    cast.deal()
    page = magda.get(f"/reports/{report}").text
    assert re.search(r'<svg class="chart"\s+role="img"\s+aria-labelledby="chart-title"', page)
    assert page.count("<title") == 2
    assert re.search(r'<th scope="row">', page)
    assert re.search(r'class="meanings">\s*<li>', page)
    assert "style=" not in page
    assert table(magda, report)


def test_the_funnel_tells_conversion_and_never_adds_currencies(cast: Cast, magda: TestClient) -> None:
    sold(cast, cast.boris, "100")
    sold(cast, cast.boris, "7", currency="PLN", status="lost")
    cast.deal(amount="1.50")
    rows = {row["Stage"]: row for row in table(magda, "funnel")}
    assert [(name, row["Reached"], row["Amount, EUR"], row["Amount, PLN"]) for name, row in rows.items()] == [
        ("Discovery", "3", "101.50", "7.00"),
        ("Proposal", "2", "100.00", "7.00"),
        ("Contract", "1", "100.00", ""),
        ("Won", "1", "100.00", ""),
    ]
    assert (rows["Proposal"]["Of the stage before"], rows["Proposal"]["Lost in it"]) == ("66.67", "1")
    assert rows["Discovery"]["In it now"] == "1"


def test_a_salesperson_sees_their_own_figures_whatever_the_address_says(app: FastAPI, cast: Cast) -> None:
    sold(cast, cast.boris)
    sold(cast, cast.magda)
    boris = signed_in(app, cast, cast.boris)
    query = f"who=person-{cast.magda.member_id}"
    assert [row["Person"] for row in table(boris, "people", query)] == ["Boris Lem"]
    assert table(boris, "funnel", query)[-1]["Reached"] == "1"
    page = boris.get(f"/reports/people?{query}").text
    assert "Magda" not in page
    assert "Your own deals" in page


def test_a_viewer_has_no_reports(app: FastAPI, cast: Cast) -> None:
    viktor = signed_in(app, cast, cast.viktor)
    assert viktor.get("/reports/funnel").status_code == 403
    assert 'href="/reports"' not in viktor.get("/deals/list").text


def test_a_manager_chooses_a_person_a_team_a_group_or_nobody(cast: Cast, magda: TestClient) -> None:
    for actor in (cast.boris, cast.magda, cast.anna):
        sold(cast, actor)
    sold(cast, cast.anna, responsible_id=None)
    group = cast.put(Group(name="North"))
    choices = {
        f"person-{cast.boris.member_id}": {"Boris Lem"},
        f"team-{cast.magda.member_id}": {"Boris Lem", "Magda Nowak"},
        f"group-{group}": set(),
        "nobody": {"Nobody"},
        "": {"Boris Lem", "Magda Nowak", "Anna Maj", "Nobody"},
    }
    for who, names in choices.items():
        rows = table(magda, "people", f"who={who}")
        assert {row["Person"] for row in rows if row["Won"] != "0"} == names


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("period=own&from=2026-02-30", "Choose a day from 1900-01-01"),
        ("period=own&to=0001-01-01", "Choose a day from 1900-01-01"),
        ("period=own&to=9999-12-31", "Choose a day from 1900-01-01"),
        ("period=own&from=2026-03-02&to=2026-03-01", "The last day lies before the first one"),
        ("who=person-999", "not there any more"),
        ("who=team-x", "not there any more"),
        ("who=%00", "not there any more"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(magda: TestClient, query: str, says: str) -> None:
    page = magda.get(f"/reports/funnel?{query}")
    assert page.status_code == 422
    assert says in page.text
    assert 'aria-invalid="true"' in page.text
    assert magda.get(f"/reports/funnel/csv?{query}").status_code == 422


@pytest.mark.parametrize("path", ["/reports/nonsense", "/reports/funnel?process=999", "/reports/nonsense/csv"])
def test_what_is_not_there_is_not_found(magda: TestClient, path: str) -> None:
    assert magda.get(path).status_code == 404


def test_a_refusal_is_shown_although_only_the_report_is_taken_out_of_answers(magda: TestClient) -> None:
    headers = {"HX-Request": "true"}
    answer = magda.get("/reports/funnel?process=999999", headers=headers)
    assert (answer.status_code, answer.headers["HX-Retarget"], answer.headers["HX-Reselect"]) == (
        404,
        "#toasts",
        ".toast",
    )
    assert 'class="toast bad"' in answer.text


@pytest.mark.parametrize(
    "query", ["process=x", "process=99999999999999999999", "basis=%27", "period=%F0%9F%92%A9", "from=x"]
)
def test_an_unknown_choice_counts_as_not_made(magda: TestClient, query: str) -> None:
    assert magda.get(f"/reports/steps?{query}").status_code == 200


def test_own_dates_begin_and_end_on_the_workspaces_days(cast: Cast, magda: TestClient) -> None:
    sold(cast, cast.boris)
    year = "period=own&from=2199-12-31&to=2199-12-31"
    assert table(magda, "closings", "period=own&from=1900-01-01&to=2199-12-31&basis=closed")[0]["Won"] == "1"
    assert table(magda, "closings", year) == []


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_without_deals_leads_on(cast: Cast, magda: TestClient, report: str) -> None:
    assert "/deals/new" in magda.get(f"/reports/{report}?period=all").text
    sold(cast, cast.boris)
    assert "period=all" in magda.get(f"/reports/{report}?period=last_year").text


@pytest.mark.parametrize("report", REPORTS)
def test_a_workspace_without_a_process_is_told_how_to_make_one(app: FastAPI, cast: Cast, report: str) -> None:
    clara = signed_in(app, cast, cast.clara)
    assert 'href="/processes/new"' in clara.get(f"/reports/{report}").text
    assert clara.get(f"/reports/{report}/csv").content == b""


def test_a_process_without_stages_has_reports_too(cast: Cast, magda: TestClient) -> None:
    process = cast.put(Process(name="Bare"))
    assert magda.get(f"/reports/funnel?process={process}").status_code == 200
    cast.put(Stage(process_id=process, name="Only", position=0))
    assert [magda.get(f"/reports/{each}?process={process}").status_code for each in REPORTS] == [200] * len(REPORTS)


def test_figures_lead_to_the_list_that_shows_the_same_deals(app: FastAPI, cast: Cast, anna: TestClient) -> None:
    for number in range(3):
        sold(cast, cast.boris, status="won" if number else "lost")
    cast.deal()
    page = anna.get("/reports/funnel?period=all").text
    for url, count in re.findall(r'<a href="(/deals/list[^"]*)">(\d+)', page):
        listed = anna.get(url.replace("&amp;", "&")).text
        assert len(re.findall(r'<tr id="row-', listed)) == int(count), url
    assert page.count('href="/deals/list?') >= 5
    assert 'href="/deals/list?' not in anna.get("/reports/funnel").text.replace('href="/deals/list"', "")


def test_no_cell_of_the_file_is_run_by_a_spreadsheet(cast: Cast, magda: TestClient) -> None:
    cast.put(Stage(process_id=cast.process_id, name='=HYPERLINK("http://evil")', position=9))
    cast.deal()
    assert table(magda, "funnel")[3]["Stage"] == '\'=HYPERLINK("http://evil")'


def test_names_are_escaped_in_the_drawing(cast: Cast, magda: TestClient) -> None:
    cast.put(Stage(process_id=cast.process_id, name="<script>alert(1)</script>", position=9))
    cast.deal()
    page = magda.get("/reports/funnel").text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert") == 2


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_costs_the_same_statements_whatever_the_data(cast: Cast, magda: TestClient, report: str) -> None:
    url = f"/reports/{report}?period=all"
    sold(cast, cast.boris)
    magda.get(url)
    with statements_of(cast.database) as few:
        magda.get(url)
    for number in range(12):
        sold(cast, cast.boris if number % 2 else cast.anna, status="lost" if number % 3 else "won")
        cast.put(Stage(process_id=cast.process_id, name=f"Stage {number}", position=number + 5))
    with statements_of(cast.database) as many:
        magda.get(url)
    assert len(few) == len(many) <= 10
