"""The rules under some topics, kept together with all that asking them needs, so that a change asks them at once."""

from collections.abc import Sequence
from datetime import date

from stepmark.automation.compiled import CompiledRule
from stepmark.conditions.context import Context
from stepmark.conditions.paths import Path
from stepmark.conditions.prepared import Cells, Places, Prepared


class Batch:
    """Some rules in the order in which they run. `paths` is everything that they read, `picky` who may pass over."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self.rules = rules
        self.picky = [number for number, rule in enumerate(rules) if rule.is_picky]
        self.paths: list[Path] = list({path.key: path for rule in rules for path in rule.paths}.values())
        self._slow = [number for number, rule in enumerate(rules) if not rule.is_quick]
        self._prepared: tuple[tuple[date, int | None], Prepared] | None = None
        self._asks_for_me = any(rule.asks_for_me for rule in rules)

    def failing(self, cells: Cells, context: Context) -> list[Places | None]:
        """For each rule where its conditions fail; None where they hold, or have to be asked at length."""
        world = context.today, context.member_id if self._asks_for_me else None
        known = self._prepared
        if known is None or known[0] != world:
            quick = [rule.conditions for rule in self.rules if rule.is_quick]
            known = self._prepared = world, Prepared(quick, context)
        failing = known[1].failing(cells)
        for number in self._slow:
            failing.insert(number, None)
        return failing
