"""What can be sent, found by this folder: one file for each channel."""

from functools import cache
from typing import Any

from stepmark.automation.carriers.base import Carrier
from stepmark.automation.found import found_in


@cache
def carriers() -> dict[str, Carrier[Any]]:
    """Every channel's carrier, by its key."""
    return {carrier.key: carrier for carrier in sorted(found_in(__name__, Carrier), key=lambda each: each.key)}
