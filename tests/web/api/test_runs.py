"""Runs as programs read them."""

import pytest
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.support.rules import Rules, set_fields

RUNS = "/api/v1/runs"


@pytest.fixture
def rules(cast: Cast) -> Rules:
    """A rule that fills a field of each new company."""
    cast.field("tier", "text", kind="company")
    rules = Rules(cast)
    rules.make("created", set_fields(custom__tier="A"), kind="company", name="Tiers")
    return rules


def test_a_run_tells_what_it_saw_and_did(cast: Cast, rules: Rules, anna: TestClient) -> None:
    company = cast.company("ACME")
    (run,) = anna.get(RUNS).json()["items"]
    assert anna.get(f"{RUNS}/{run['id']}").json() == run
    assert run["record"] == {"kind": "company", "id": company, "label": "ACME"}
    assert (run["rule_name"], run["version"], run["outcome"], run["cause"]["kind"]) == ("Tiers", 1, "done", "event")
    (entry,) = run["trace"]
    assert (entry["path"], entry["outcome"]) == ("action/1", "done")
    assert entry["changes"] == {"custom.tier": [None, "A"]}


def test_runs_are_listed_page_by_page_the_newest_first(cast: Cast, rules: Rules, anna: TestClient) -> None:
    for number in range(3):
        cast.company(f"Company {number}")
    first = anna.get(RUNS, params={"limit": 2}).json()
    rest = anna.get(RUNS, params={"limit": 2, "after": first["next"]}).json()
    labels = [run["record"]["label"] for run in first["items"] + rest["items"]]
    assert labels == ["Company 2", "Company 1", "Company 0"]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=company", 1), ("kind=deal", 0), ("outcome=done", 1), ("outcome=failed", 0), ("rule_id=1", 1),
        ("rule_id=2", 0), ("record_id=1", 1), ("record_id=2", 0), ("from=2020-01-01", 1), ("from=9999-12-31", 0),
        ("to=9999-12-31", 1), ("to=0001-01-01", 0),
    ],
)  # fmt: skip
def test_a_list_can_be_narrowed(cast: Cast, rules: Rules, anna: TestClient, query: str, found: int) -> None:
    cast.company()
    assert len(anna.get(f"{RUNS}?{query}").json()["items"]) == found


@pytest.mark.parametrize("query", ["kind=x", "outcome=x", "rule_id=0", "from=x", "from=0000-01-01", "after=x"])
def test_a_filter_that_means_nothing_is_refused(cast: Cast, anna: TestClient, query: str) -> None:
    answer = anna.get(f"{RUNS}?{query}")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (422, "invalid")


def test_a_run_is_undone_and_says_what_stays(cast: Cast, rules: Rules, anna: TestClient) -> None:
    company = cast.company("ACME")
    run = anna.get(RUNS).json()["items"][0]["id"]
    undone = anna.post(f"{RUNS}/{run}/undo").json()
    assert (undone["outcome"], undone["trace"][-1]["path"]) == ("undone", "undo")
    assert anna.get(f"/api/v1/companies/{company}").json()["custom"].get("tier") is None
    again = anna.post(f"{RUNS}/{run}/undo")
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "conflict")


def test_a_run_that_is_done_can_not_be_tried_again(cast: Cast, rules: Rules, anna: TestClient) -> None:
    cast.company()
    run = anna.get(RUNS).json()["items"][0]["id"]
    assert anna.post(f"{RUNS}/{run}/retry").status_code == 409


def test_a_run_tells_what_an_action_warned_of(cast: Cast, rules: Rules, anna: TestClient) -> None:
    rules.make("created", set_fields(source={"text": "{{ deal.company }}!"}))
    cast.deal()
    assert anna.get(RUNS).json()["items"][0]["trace"][0]["warnings"] == ["“Company” is empty."]
