"""The recipes as their gallery shows them."""

from collections.abc import Iterable
from typing import NamedTuple

from stepmark.automation.groups import GROUPS, Group
from stepmark.automation.recipes.base import Recipe
from stepmark.automation.shelves import matches
from stepmark.catalogue.kinds import Kind


class Shown(NamedTuple):
    """One recipe, and whether it is what was looked for."""

    recipe: Recipe
    is_found: bool


class RecipeShelf(NamedTuple):
    """A group with its recipes."""

    group: Group
    recipes: list[Shown]

    @property
    def has_found(self) -> bool:
        """Whether any of them is what was looked for."""
        return any(each.is_found for each in self.recipes)


def gallery(found: Iterable[Recipe], kind: Kind | None, q: str) -> list[RecipeShelf]:
    """The recipes about a kind, or all of them, by their groups."""
    fit = [each for each in found if kind in (None, each.kind_of_record)]
    shelves = (RecipeShelf(group, _of_group(fit, group, q)) for group in GROUPS.values())
    return [shelf for shelf in shelves if shelf.recipes]


def _of_group(found: Iterable[Recipe], group: Group, q: str) -> list[Shown]:
    own = (each for each in found if each.group == group.key)
    return [Shown(each, matches(q, each.name, each.help, group.label)) for each in own]
