"""The gallery of recipes, and what becomes of one that is taken."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.automation.recipes import recipes
from tests.cast import Cast
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
URL = "/rules/recipes"


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def shown(page: str) -> set[str]:
    """The keys of what is not hidden."""
    rows = re.findall(r'data-narrow-item="[^"]*"( hidden)?>.*?/rules/recipes/(\w+)', page, re.DOTALL)
    return {key for hidden, key in rows if not hidden}


def test_it_is_searched_by_words_and_by_the_kind_of_record(anna: TestClient) -> None:
    assert shown(anna.get(URL).text) == set(recipes())
    assert shown(anna.get(URL, params={"q": "birthday"}).text) == {"birthday"}
    assert shown(anna.get(URL, params={"kind": "task"}).text) == {"late_task"}
    assert "No recipe is called so." in anna.get(URL, params={"q": "\x00<script>"}).text


def test_one_without_questions_is_taken_by_one_click_and_opens_in_the_editor(anna: TestClient) -> None:
    answer = anna.post(f"{URL}/welcome_call", follow_redirects=False)
    assert answer.status_code == 303
    editor = anna.get(answer.headers["location"]).text
    assert 'value="Welcome call for each new deal"' in editor
    assert "It is off until you switch it on." in editor


def test_one_with_questions_asks_and_keeps_what_was_answered(cast: Cast, anna: TestClient) -> None:
    form = anna.get(f"{URL}/offer_follow_up").text
    assert '<optgroup label="New business">' in form
    assert 'value="3"' in form
    refused = anna.post(f"{URL}/offer_follow_up", data={"stage": "99", "days": "<b>"})
    assert refused.status_code == 422
    assert "Choose one from the list." in refused.text
    assert 'value="&lt;b&gt;"' in refused.text
    taken = anna.post(
        f"{URL}/offer_follow_up", data={"stage": str(cast.stages[1]), "days": "4"}, follow_redirects=False
    )
    rule = anna.get(taken.headers["location"].removesuffix("/edit")).text
    assert "Ask about the offer" in rule
    assert "4 working days" in rule


@pytest.mark.parametrize(
    ("recipe", "leads_to"), [("birthday", "/fields/new?kind=contact"), ("won_project", "/project-templates/new")]
)
def test_where_there_is_nothing_to_choose_from_the_form_leads_to_where_it_is_made(
    anna: TestClient, recipe: str, leads_to: str
) -> None:
    assert f'href="{leads_to}"' in anna.get(f"{URL}/{recipe}").text
    assert anna.post(f"{URL}/{recipe}", data={"date": "x", "template": "1"}).status_code == 422
    assert anna.get(leads_to).status_code == 200


def test_there_is_no_page_for_another_word(anna: TestClient) -> None:
    assert anna.get(f"{URL}/no-such").status_code == 404
    assert anna.post(f"{URL}/base").status_code == 404
