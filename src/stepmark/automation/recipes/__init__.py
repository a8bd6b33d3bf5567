"""The recipes, found by this folder, one file each."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from stepmark.automation.groups import ORDER
from stepmark.automation.recipes.base import Recipe
from stepmark.commands.access import not_found


@cache
def recipes() -> dict[str, Recipe]:
    """Every recipe by its key, group by group."""
    modules = (import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__))
    found: list[Recipe] = [module.RECIPE for module in modules if hasattr(module, "RECIPE")]
    return {each.key: each for each in sorted(found, key=lambda each: (ORDER.index(each.group), each.key))}


def recipe_named(key: str) -> Recipe:
    """The recipe of this key; `not-found` for another word."""
    if key not in recipes():
        raise not_found()
    return recipes()[key]
