"""Help on each page, and the tour for those who are new."""

import pytest
from fastapi import FastAPI

from stepmark.commands.tour import offer_tour
from stepmark.domain.people import Member
from stepmark.web.help import HELP, topic_of
from tests.cast import Cast
from tests.support.people import row
from tests.support.rules import rule_that_ran
from tests.support.web import signed_in


def test_each_page_has_its_help_of_three_to_five_sentences() -> None:
    assert all(3 <= len(help.sentences) <= 5 for help in HELP.values())
    assert topic_of("<script>") == "start"


@pytest.mark.parametrize(("page", "topic"), [("/deals", "deals"), ("/deals/1", "deal"), ("/profile", "start")])
def test_a_page_leads_to_its_own_help(app: FastAPI, cast: Cast, page: str, topic: str) -> None:
    cast.deal()
    viktor = signed_in(app, cast, cast.viktor)
    assert f'href="/help/{topic}"' in viktor.get(page).text
    shown = viktor.get(f"/help/{topic}", headers={"HX-Request": "true"})
    assert (shown.status_code, "<dialog" in shown.text) == (200, True)


@pytest.mark.parametrize(
    ("page", "topic"),
    [
        ("/rules", "rules"),
        ("/rules/{rule}", "rule"),
        ("/rules/{rule}/versions", "rule"),
        ("/rules/{rule}/edit", "rule-editor"),
        ("/rules/new", "rule-editor"),
        ("/rules/{rule}/misses", "runs"),
        ("/runs", "runs"),
        ("/runs/{run}", "runs"),
        ("/processes/{process}/rules", "stage-rules"),
    ],
)
def test_each_page_of_rules_has_its_own_help(app: FastAPI, cast: Cast, page: str, topic: str) -> None:
    rule, run = rule_that_ran(cast, cast.deal())
    anna = signed_in(app, cast, cast.anna)
    path = page.format(rule=rule, run=run, process=cast.process_id)
    assert f'href="/help/{topic}"' in anna.get(path).text
    assert topic_of(topic) == topic


def test_the_tour_has_five_stops(app: FastAPI, cast: Cast) -> None:
    cast.run(offer_tour, by=cast.boris)
    assert signed_in(app, cast, cast.boris).get("/deals").text.count('class="tour-stop') == 5


def test_the_tour_is_offered_until_it_was_seen_and_again_on_demand(app: FastAPI, cast: Cast) -> None:
    boris = signed_in(app, cast, cast.boris)
    assert "Start the tour" not in boris.get("/deals").text
    cast.run(offer_tour, by=cast.boris)
    assert "Start the tour" in boris.get("/deals").text
    assert boris.delete("/tour").status_code == 303
    assert not row(cast, Member, cast.boris.member_id).tour_due
    assert boris.post("/tour").headers["location"] == "/deals"
    assert "Start the tour" in boris.get("/today").text
    assert "Start the tour" not in boris.get("/profile").text
