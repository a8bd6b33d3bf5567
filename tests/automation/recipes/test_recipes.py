"""Every recipe is taken in, switched on, and does on real records what it says."""

from pathlib import Path

import pytest
from sqlalchemy import select

from stepmark.automation.drafts import RuleDraft, checked, require_whole
from stepmark.automation.groups import GROUPS
from stepmark.automation.recipes import base as recipes_base
from stepmark.automation.recipes import recipes
from stepmark.automation.recipes.base import Recipe
from stepmark.automation.recipes.install import install_recipe
from stepmark.catalogue.kinds import KINDS
from stepmark.domain.rules import Rule
from stepmark.domain.runs import Outcome
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import set_clock
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import LOCALES, speaking
from tests.automation.recipes.scenes import SCENES, Day
from tests.cast import Cast
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone
FITTING = {
    "date": "custom.day", "days": 3, "amount": {"amount": "5", "currency": "EUR"}, "stage": 1, "group": 1, "member": 1,
    "project_template": 1,
}  # fmt: skip
FOLDER = Path(recipes_base.__file__).parent


@pytest.fixture(params=recipes())
def recipe(request: pytest.FixtureRequest) -> Recipe:
    return recipes()[request.param]


def test_there_are_more_than_a_dozen_and_each_has_its_scene() -> None:
    assert len(recipes()) > 12
    assert recipes().keys() == SCENES.keys()


def test_it_describes_itself(recipe: Recipe) -> None:
    assert (FOLDER / f"{recipe.key}.py").exists()
    assert recipe.group in GROUPS
    assert recipe.kind in KINDS
    assert str(recipe.help).endswith(".")
    assert len(str(recipe.name)) < 60


@pytest.mark.row("C26")
def test_it_does_what_it_says(cast: Cast, rules: Rules, recipe: Recipe) -> None:
    set_clock("2026-11-20T10:00:00Z")
    day = Day(cast, rules, recipe.key)
    SCENES[recipe.key](day)
    runs = rules.runs(day.rule)
    assert runs
    assert {run.outcome for run in runs} == {Outcome.DONE}


def test_what_can_t_be_an_answer_is_refused_beside_its_question(cast: Cast) -> None:
    for recipe in (each for each in recipes().values() if each.questions):
        for hostile in ("", "no such thing", "99999999999999999999", "<b>\x00", "1;2", "∞"):
            with pytest.raises(Invalid) as refused:
                cast.run(install_recipe, recipe.key, {each.key: hostile for each in recipe.questions})
            assert refused.value.errors.keys() == {each.key for each in recipe.questions}


def test_it_is_a_draft_in_the_workspaces_language(cast: Cast) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.get_one(Workspace, cast.anna.workspace_id).locale = "pl"
        session.commit()
    with speaking("ru"):
        rule_id = cast.run(install_recipe, "late_task", {"days": "3"})
    with cast.database.reading(cast.anna.workspace_id) as session, speaking("pl"):
        rule = session.get_one(Rule, rule_id)
        assert (rule.enabled, rule.owner_id) == (False, cast.anna.member_id)
        assert rule.name == str(recipes()["late_task"].name)
        assert rule.label == str(GROUPS["notices"].label)


def test_one_on_a_stage_stands_behind_those_that_are_there(cast: Cast) -> None:
    answers = {"stage": str(cast.stages[1]), "days": "3"}
    for _ in range(2):
        cast.run(install_recipe, "offer_follow_up", answers)
    with cast.database.reading(cast.anna.workspace_id) as session:
        rules = session.scalars(select(Rule).order_by(Rule.id)).all()
        assert [(rule.stage_id, rule.position) for rule in rules] == [(cast.stages[1], 0), (cast.stages[1], 1)]


@pytest.mark.parametrize("language", LOCALES)
def test_their_texts_are_understood_in_every_language(cast: Cast, language: str) -> None:
    for kind in KINDS:
        cast.field("day", "date", kind=kind)
    with cast.database.reading(cast.anna.workspace_id) as session, speaking(language):
        for recipe in recipes().values():
            draft = RuleDraft.model_validate(recipe.rule({each.key: FITTING[each.asks] for each in recipe.questions}))
            require_whole(checked(session, cast.anna.workspace_id, draft))


def test_only_administrators_take_recipes_in_and_only_those_there_are(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        cast.run(install_recipe, "welcome_call", {}, by=cast.magda)
    assert refused.value.type == "not-allowed"
    with pytest.raises(Problem) as unknown:
        cast.run(install_recipe, "no_such", {})
    assert unknown.value.type == "not-found"
