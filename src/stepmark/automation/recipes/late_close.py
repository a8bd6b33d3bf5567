"""A deal that should have been closed by now gets another date, or an end."""

from stepmark.automation.recipes.base import Recipe, message
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="late_close",
    name=_("The expected close has passed"),
    help=_("Once a day, reminds the responsible person of open deals whose expected close was before today."),
    group="notices",
    when=[
        {"field": "status", "op": "equal", "value": "open"},
        {"field": "expected_close", "op": "before", "value": {"relative": "today"}},
    ],
    do=[
        message(
            _("“{{ deal.title }}” should have been closed on {{ deal.expected_close }}. Close it, or say until when."),
            "current",
        )
    ],
)
