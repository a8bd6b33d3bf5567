"""What rules did, as its pages tell and undo it."""

import re
from collections.abc import Sequence

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.automation import settle
from stepmark.commands.fields import delete_field
from stepmark.domain.runs import Run
from tests.cast import Cast
from tests.support.rules import Rules, rule_that_ran, set_fields
from tests.support.web import signed_in


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


@pytest.fixture
def rules(cast: Cast) -> Rules:
    """Rules in Anna's workspace, with a field for them to fill."""
    cast.field("tier", "text")
    return Rules(cast)


def text_of(client: TestClient, path: str) -> str:
    """What a page says, without its markup."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def says(client: TestClient, path: str, texts: Sequence[str]) -> None:
    """The page says all of it."""
    page = text_of(client, path)
    assert [each for each in texts if each not in page] == []


def test_a_trace_tells_what_conditions_saw_and_what_actions_changed(cast: Cast, rules: Rules, anna: TestClient) -> None:
    when = [{"field": "amount", "op": "greater", "value": "10000"}]
    rules.make({"on": "modified", "fields": ["amount"]}, set_fields(custom__tier="A"), when=when, name="Large deals")
    deal = cast.deal(by=cast.boris, title="ACME", custom__tier="B")
    cast.change("deal", deal, amount="20000", by=cast.boris)
    run = rules.runs()[0].id
    says(anna, "/runs", ["Large deals", "ACME", "Done", "Boris Lem"])
    says(
        anna,
        f"/runs/{run}",
        ["Amount is greater than €10,000", "held", "it saw “€20,000”", "Change Tier to “A”", "Tier:", "B", "Boris Lem"],
    )


def test_the_record_shows_what_ran_there_and_why_a_value_changed(cast: Cast, rules: Rules, anna: TestClient) -> None:
    rules.make({"on": "modified", "fields": ["source"]}, set_fields(custom__tier="A"), name="Tiers")
    deal = cast.deal()
    cast.change("deal", deal, source="Website")
    run = rules.runs()[0].id
    page = anna.get(f"/deals/{deal}").text
    assert f'href="/runs/{run}">Tiers' in page
    assert re.search(rf'href="/runs/{run}">by the rule “Tiers”', page)


def test_colleagues_see_that_a_rule_ran_and_not_its_trace(cast: Cast, rules: Rules, app: FastAPI) -> None:
    deal = cast.deal()
    _rule, run = rule_that_ran(cast, deal, "Refer")
    boris = signed_in(app, cast, cast.boris)
    assert "Refer" in boris.get(f"/deals/{deal}").text
    assert f"/runs/{run}" not in boris.get(f"/deals/{deal}").text
    assert [boris.get(path).status_code for path in (f"/runs/{run}", "/runs")] == [404, 403]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True), ("outcome=done", True), ("outcome=failed", False), ("outcome=nonsense", True),
        ("kind=deal", True), ("kind=task", False), ("from=2020-01-01&to=9999-12-31", True), ("to=2020-01-01", False),
        ("from=nonsense", True),
        ("rule_id=99", False), ("rule_id=-1", True), ("record_id=99", False), ("before=1", False),
    ],
)  # fmt: skip
def test_the_list_can_be_narrowed(cast: Cast, rules: Rules, anna: TestClient, query: str, found: bool) -> None:
    _rule, run = rule_that_ran(cast, cast.deal())
    assert (f'id="run-{run}"' in anna.get(f"/runs?{query}").text) is found


def test_a_rule_is_started_from_the_record_by_whom_it_is_for(cast: Cast, rules: Rules, app: FastAPI) -> None:
    trigger = {"on": "by_hand", "roles": ["salesperson"]}
    rule = rules.make(trigger, set_fields(custom__tier="A"), name="Fill the tier")
    deal = cast.deal(by=cast.boris)
    boris, magda = (signed_in(app, cast, each) for each in (cast.boris, cast.magda))
    url = f"/deals/{deal}/rules/{rule}/start"
    assert url in boris.get(f"/deals/{deal}").text
    assert url not in magda.get(f"/deals/{deal}").text
    assert magda.post(url).status_code == 404
    assert boris.post(url).headers["location"] == f"/deals/{deal}"
    says(boris, f"/deals/{deal}", ["“Fill the tier” has run."])
    assert rules.value("deal", deal, "custom.tier") == "A"


def test_where_its_conditions_do_not_hold_that_is_said(cast: Cast, rules: Rules, anna: TestClient) -> None:
    when = [{"field": "custom.tier", "op": "filled"}]
    rule = rules.make("by_hand", set_fields(custom__tier="A"), when=when, name="Again")
    deal = cast.deal()
    anna.post(f"/deals/{deal}/rules/{rule}/start")
    says(anna, f"/deals/{deal}", ["The conditions of “Again” do not hold here."])
    says(anna, f"/rules/{rule}/misses", ["ACME — ERP integration", "Tier is filled", "did not hold", "it saw nothing"])


def test_a_failed_run_says_why_and_is_tried_again(cast: Cast, rules: Rules, anna: TestClient) -> None:
    field = cast.field("gone", "text")
    rules.make({"on": "modified", "fields": ["source"]}, set_fields(custom__gone="x"), name="Breaks")
    cast.run(delete_field, field)
    cast.change("deal", cast.deal(), source="Website")
    run = rules.runs()[0].id
    says(anna, f"/runs/{run}", ["Failed", "Try again"])
    assert anna.post(f"/runs/{run}/retry").headers["location"] == f"/runs/{run}"
    says(anna, f"/runs/{run}", ["It has failed again.", "Anna Maj tried it again"])
    says(anna, "/notices", ["Breaks"])
    assert f'href="/runs/{run}"' in anna.get("/notices").text


def test_an_undo_asks_first_and_names_what_stays(cast: Cast, rules: Rules, anna: TestClient) -> None:
    rules.make({"on": "modified", "fields": ["source"]}, set_fields(custom__tier="A", amount="5"))
    deal = cast.deal(custom__tier="before")
    cast.change("deal", deal, source="Website")
    cast.change("deal", deal, custom__tier="mine")
    run = rules.runs()[0].id
    says(anna, f"/runs/{run}/undo", ["Undo what this run did?"])
    anna.post(f"/runs/{run}/undo")
    says(anna, f"/runs/{run}", ["but for what was changed since: Tier of “ACME", "Undone", "This stayed: Tier of"])
    anna.post(f"/runs/{run}/undo")
    says(anna, f"/runs/{run}", ["This was undone already."])


def test_what_waits_is_stopped_after_a_question(
    cast: Cast, rules: Rules, anna: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = rules.make({"on": "modified", "fields": ["source"]}, set_fields(custom__tier="A"), name="Slow")
    monkeypatch.setattr(settle, "MOST_RUNS", 0)
    for _ in range(2):
        cast.change("deal", cast.deal(), source="Website")
    first = rules.runs()[0].id
    anna.post(f"/runs/{first}/stop")
    says(anna, f"/runs/{first}", ["Stopped", "It was stopped by hand."])
    says(anna, f"/runs/stop?rule_id={rule}", ["1 run of “Slow” waits."])
    anna.post("/runs/stop", data={"rule_id": rule})
    says(anna, "/runs", ["1 run was stopped."])
    assert rules.outcomes() == ["stopped"] * 2


def test_runs_of_a_deleted_rule_and_record_can_still_be_read(cast: Cast, rules: Rules, anna: TestClient) -> None:
    deal = cast.deal()
    _rule, run = rule_that_ran(cast, deal, "Refer")
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.get_one(Run, run).rule_id = None
        session.commit()
    says(anna, f"/runs/{run}", ["Refer", "Change fields", "“Title” was compared", "Referral"])


def test_a_trace_shows_what_an_action_warned_of(cast: Cast, rules: Rules, anna: TestClient) -> None:
    rules.make("created", set_fields(custom__tier={"text": "{{ deal.company }}!"}))
    cast.deal()
    says(anna, f"/runs/{rules.runs()[0].id}", ["“Company” is empty."])
