"""The triggers, found by this folder, in the order in which a form offers them."""

from functools import cache
from typing import Any

from stepmark.automation.found import found_in
from stepmark.automation.triggers.base import Trigger
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.text import printable

_ORDER = (
    "created", "modified", "stage_entered", "step_ticked", "step_unticked", "task_done", "invoice_paid", "order_paid",
    "order_paid_by_link", "product_added", "deleted", "any_action",
)  # fmt: skip


@cache
def triggers() -> dict[str, Trigger[Any]]:
    """Every trigger by its key."""
    found = {trigger.key: trigger for trigger in found_in(__name__, Trigger)}
    return {key: found[key] for key in sorted(found, key=lambda key: (_ORDER.index(key) if key in _ORDER else 99, key))}


def trigger_named(key: str) -> Trigger[Any]:
    """The trigger of this key; raises Invalid."""
    if key not in triggers():
        names = ", ".join(triggers())
        raise Invalid(
            {"trigger": _("There is no trigger “%(key)s”, only: %(names)s.", key=printable(key), names=names)}
        )
    return triggers()[key]
