"""The rules under some topics, kept together with all that asking them needs, so that a change asks in one loop."""

from collections.abc import Sequence
from datetime import date

from stepmark.automation.compiled import CompiledRule
from stepmark.conditions.context import Context
from stepmark.conditions.paths import Path
from stepmark.conditions.prepared import Cells, Prepared

Places = tuple[str, ...]


class Batch:
    """Some rules in the order in which they run. `paths` is everything that they read."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self.rules = rules
        self.paths: list[Path] = list({path.key: path for rule in rules for path in rule.paths}.values())
        self._ways: tuple[tuple[date, int | None], list[Prepared | None]] | None = None
        self._asks_for_me = any(rule.asks_for_me for rule in rules)

    def failing(self, cells: Cells, context: Context) -> list[Places | None]:
        """For each rule where its conditions fail; None where they hold, or have to be asked at length."""
        return [None if way is None else way.failing(cells) for way in self._prepared(context)]

    def _prepared(self, context: Context) -> list[Prepared | None]:
        world = context.today, context.member_id if self._asks_for_me else None
        ways = self._ways
        if ways is None or ways[0] != world:
            ready = [Prepared(rule.conditions, context) if rule.is_quick else None for rule in self.rules]
            ways = self._ways = world, ready
        return ways[1]
