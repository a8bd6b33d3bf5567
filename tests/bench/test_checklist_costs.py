"""What a tick, a deal's page, the board and a list cost, whatever the data."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from stepmark.commands.ticks import tick_step, untick_step
from tests.bench.conftest import Report
from tests.bench.counting import cpu_ratio
from tests.bench.filling import fill_with_deals
from tests.cast import Cast
from tests.support.statements import statements_of
from tests.support.web import signed_in

HTMX = {"HX-Request": "true"}
MOST_PER_TICK = 12
PAGES = ("/today", "/deals", "/deals/{deal}", "/deals/list", "/companies", "/contacts", "/tasks", "/calendar")


@pytest.fixture
def boris(app: FastAPI, cast: Cast) -> TestClient:
    """The browser of Boris, a salesperson, who has looked around already."""
    browser = signed_in(app, cast, cast.boris)
    browser.get("/tasks")
    return browser


def test_a_tick_over_http_costs_twelve_statements_at_most_however_many_deals(
    boris: TestClient, app: FastAPI, cast: Cast, report: Report
) -> None:
    few = _statements_of_a_tick(boris, app, cast)
    fill_with_deals(cast, 100_000)
    many = _statements_of_a_tick(boris, app, cast)
    report("tick over HTTP, statements at 1 deal", few)
    report("tick over HTTP, statements at 100,000 deals", many)
    assert few == many <= MOST_PER_TICK


def test_a_page_costs_the_same_statements_whatever_the_data(
    boris: TestClient, app: FastAPI, cast: Cast, report: Report
) -> None:
    urls = {path: path.format(deal=_busy_deal(cast, 1)) for path in PAGES}
    few = {path: _statements_of_a_page(boris, app, url) for path, url in urls.items()}
    for number in range(60):
        _busy_deal(cast, number)
    many = {path: _statements_of_a_page(boris, app, url) for path, url in urls.items()}
    for path, count in many.items():
        report(f"GET {path}, statements", count)
    assert few == many


def test_the_cpu_time_of_a_tick_against_bare_sql(cast: Cast, report: Report, long_form: bool) -> None:
    deal = cast.deal(by=cast.boris)
    step = cast.steps[0]

    def ours() -> None:
        cast.run(tick_step, deal, step, by=cast.boris)
        cast.run(untick_step, deal, step, by=cast.boris)

    def bare() -> None:
        for _ in range(2):
            _bare_tick(cast, deal, step)

    ours()
    ratio = cpu_ratio(ours, bare, 1000 if long_form else 50)
    report("tick and untick in process, CPU time against bare SQL", f"{ratio:.1f} x")
    assert cast.ticked(deal) == set()


def _statements_of_a_tick(client: TestClient, app: FastAPI, cast: Cast) -> int:
    deal = cast.deal(by=cast.boris, title="Counted")
    with statements_of(app.state.database) as sent:
        answer = client.post(f"/deals/{deal}/steps/{cast.steps[0]}/tick", headers=HTMX)
    assert answer.status_code == 200
    return len(sent)


def _statements_of_a_page(client: TestClient, app: FastAPI, url: str) -> int:
    client.get(url)
    with statements_of(app.state.database) as sent:
        assert client.get(url).status_code == 200
    return len(sent)


def _busy_deal(cast: Cast, number: int) -> int:
    company = cast.company(f"Company {number}")
    contact = cast.contact(f"Contact {number}", company_id=company, emails=[f"c{number}@example.com"])
    return cast.deal(by=cast.boris, title=f"Deal {number}", company_id=company, contact_id=contact, amount="10")


def _bare_tick(cast: Cast, deal: int, step: int) -> None:
    """The same rows written by hand: the deal locked, a tick, an event, and the tick taken away again."""
    values = {"workspace": cast.anna.workspace_id, "deal": deal, "step": step, "member": cast.boris.member_id}
    with cast.database.writing(cast.anna.workspace_id) as session:
        connection = session.connection()
        connection.execute(text("SELECT id FROM deal WHERE id = :deal"), values)
        connection.execute(text(_TICK), values)
        connection.execute(text(_EVENT), values)
        session.commit()


_TICK = """INSERT INTO tick (workspace_id, deal_id, step_id, at, member_id, cause, note, ended_at)
VALUES (:workspace, :deal, :step, '2026-11-22', :member, 'person', '', '2026-11-22')"""
_EVENT = """INSERT INTO history (workspace_id, at, name, kind, record_id, record_label, deal_id, actor_id, actor_name,
changes, cause) VALUES (:workspace, '2026-11-22', 'step.ticked', 'step', :step, 'Discovery 1', :deal, :member,
'Boris Lem', '{"ticked": [false, true]}', '{"kind": "person"}')"""
