"""The gallery of recipes: rules that are ready but for what each workspace chooses itself."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.recipes import recipe_named, recipes
from stepmark.automation.recipes.base import Recipe
from stepmark.automation.recipes.choices import choices_for
from stepmark.automation.recipes.install import install_recipe
from stepmark.catalogue.kinds import KINDS
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _, speaking
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.render import page, see_other
from stepmark.web.rules.recipe_gallery import gallery

router = APIRouter()
_URL = "/rules/recipes"
_PLACE = Place("rules", _("Recipes"), _URL)


@router.get(_URL)
def index(caller: Administrator, q: str = "", kind: str = "") -> Response:
    """All recipes by their groups, as far as they are looked for."""
    chosen, q = KINDS.get(kind), q[:100]
    with speaking(caller.actor.locale):
        shelves = gallery(recipes().values(), chosen, q)
    return page(caller, "rules/recipes.html", nav="rules", shelves=shelves, kind=chosen, q=q)


@router.get(_URL + "/{recipe}")
def ask(caller: Administrator, recipe: str) -> Response:
    """What the workspace has to choose."""
    found = recipe_named(recipe)
    return _form(caller, found, {each.key: each.suggested for each in found.questions})


@router.post(_URL + "/{recipe}")
def create(caller: Administrator, recipe: str, form: Form) -> Response:
    """Make a rule of it, and go on in the editor."""
    found = recipe_named(recipe)
    answers = {each.key: text_of_form(form, each.key) for each in found.questions}
    try:
        rule_id = caller.run(install_recipe, recipe, answers)
    except Problem as problem:
        if problem.status == 403:
            raise
        return _form(caller, found, answers, problem.status, field_errors(problem))
    return see_other(f"/rules/{rule_id}/edit", _("This is your rule. It is off until you switch it on."))


def _form(
    caller: Caller, recipe: Recipe, answers: Mapping[str, str], status: int = 200, errors: dict[str, Text] | None = None
) -> Response:
    with caller.reading() as session:
        choices = {each.key: choices_for(session, recipe, each) for each in recipe.questions}
    context: dict[str, Any] = {"recipe": recipe, "answers": answers, "choices": choices, "errors": errors or {}}
    return asked(caller, _PLACE, "rules/_recipe.html", recipe.name, status, **context)
