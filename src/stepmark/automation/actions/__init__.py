"""The actions, found by this folder, by their groups."""

from functools import cache
from typing import Any

from stepmark.automation.actions.base import Action
from stepmark.automation.found import found_in
from stepmark.automation.groups import ORDER
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.text import printable


@cache
def actions() -> dict[str, Action[Any]]:
    """Every action by its key, group by group."""
    found = sorted(found_in(__name__, Action), key=lambda action: (ORDER.index(action.group), action.key))
    return {action.key: action for action in found}


def action_named(key: str) -> Action[Any]:
    """The action of this key; raises Invalid."""
    if key not in actions():
        names = ", ".join(actions())
        raise Invalid({"do": _("There is no action “%(key)s”, only: %(names)s.", key=printable(key), names=names)})
    return actions()[key]
