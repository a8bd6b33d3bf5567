"""A periodic rule's days: what it had, and one that an administrator lets begin."""

from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.automation.rules import disable_rule
from stepmark.automation.sweep import begin_sweep
from stepmark.domain.rules import Sweep
from stepmark.platform.clock import now
from stepmark.queries.sweeps import due_sweeps
from tests.cast import Cast
from tests.support.people import rows
from tests.support.rules import Rules, periodic_rule
from tests.support.web import signed_in

TODAY = now().date().isoformat()
HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


@pytest.fixture
def rule(cast: Cast) -> int:
    """It is about two deals of three."""
    for close in ("2026-01-05", "2026-02-05", "2099-01-01"):
        cast.deal(expected_close=close)
    return periodic_rule(cast)


def test_a_day_says_how_many_records_it_is_about_and_begins_only_then(cast: Cast, anna: TestClient, rule: int) -> None:
    question = anna.get(f"/rules/{rule}/sweeps/new?day={TODAY}").text
    assert "it is about 2 records." in question
    assert f'name="counted" value="{TODAY}"' in " ".join(question.split())
    unsaid = anna.post(f"/rules/{rule}/sweeps", data={"day": TODAY})
    assert "it is about 2 records." in unsaid.text
    anna.post(f"/rules/{rule}/sweeps", data={"day": TODAY, "counted": TODAY, "do": "count"})
    assert rows(cast, Sweep) == []
    begun = anna.post(f"/rules/{rule}/sweeps", data={"day": TODAY, "counted": TODAY}, follow_redirects=False)
    assert begun.headers["location"] == f"/rules/{rule}#sweeps"
    assert [(each.due, each.done) for each in rows(cast, Sweep)] == [(2, 0)]


def test_a_day_under_way_carries_itself_on_and_names_its_runs(cast: Cast, anna: TestClient, rule: int) -> None:
    anna.post(f"/rules/{rule}/sweeps", data={"day": TODAY, "counted": TODAY})
    page = anna.get(f"/rules/{rule}").text
    assert "under way: 0 of 2" in page
    assert 'hx-trigger="load, submit"' in page
    done = anna.post(f"/rules/{rule}/sweeps/chunks", headers=HTMX).text
    assert "2 records" in done
    assert "hx-trigger" not in done.partition("</h2>")[2].partition("card-foot")[2]
    (sweep,) = rows(cast, Sweep)
    assert (sweep.done, sweep.finished_at is None) == (2, False)
    assert f"/runs?rule_id={rule}&amp;sweep_id={sweep.id}" in done
    assert anna.get(f"/runs?rule_id={rule}&sweep_id={sweep.id}").text.count('<tr id="run-') == 2
    assert anna.get(f"/runs?rule_id={rule}&sweep_id={sweep.id + 1}").text.count('<tr id="run-') == 0
    assert Rules(cast).outcomes(rule) == ["done", "done"]


def test_a_day_is_done_once_and_a_rule_that_is_off_has_none(cast: Cast, anna: TestClient, rule: int) -> None:
    anna.post(f"/rules/{rule}/sweeps", data={"day": TODAY, "counted": TODAY})
    anna.post(f"/rules/{rule}/sweeps/chunks")
    again = anna.post(f"/rules/{rule}/sweeps", data={"day": TODAY, "counted": TODAY}).text
    assert "A day is done once only." in again
    cast.run(disable_rule, rule)
    yesterday = (now().date() - timedelta(days=1)).isoformat()
    off = anna.post(f"/rules/{rule}/sweeps", data={"day": yesterday, "counted": yesterday}).text
    assert "Switch it on first." in off
    assert len(rows(cast, Sweep)) == 1


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "0001-01-01", "9999-12-31", "\x00", "１２", ""])
def test_what_is_no_day_of_the_past_year_is_refused_at_its_field(anna: TestClient, rule: int, day: str) -> None:
    answer = anna.post(f"/rules/{rule}/sweeps", data={"day": day, "counted": day})
    assert answer.status_code == 422
    assert 'href="#f-day"' in answer.text


def test_an_instant_rule_has_no_days(cast: Cast, anna: TestClient) -> None:
    rule = Rules(cast).make("created", {"do": "set_fields", "settings": {"values": {"source": "Web"}}})
    assert anna.get(f"/rules/{rule}/sweeps/new").status_code == 404
    assert 'id="sweeps"' not in anna.get(f"/rules/{rule}").text


def test_the_clock_goes_on_with_a_day_that_was_begun_by_hand_however_long_ago_it_is(cast: Cast, rule: int) -> None:
    cast.run(begin_sweep, rule, date(2026, 1, 2))
    with cast.database.reading(None) as session:
        due = due_sweeps(session, datetime.now(UTC))
    assert [each.day for each in due if each.rule_id == rule][:1] == [date(2026, 1, 2)]
