"""The rules under some topics, kept together with all that asking them needs, so that a change asks in one loop."""

from collections.abc import Callable, Sequence
from datetime import date

from stepmark.automation.compiled import CompiledRule
from stepmark.conditions.context import Context
from stepmark.conditions.paths import Path
from stepmark.conditions.prepared import Cells, Prepared

Failing = Callable[[Cells], Sequence[str] | None]


class Batch:
    """Some rules in the order in which they run. `paths` is everything that they read."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self.rules = rules
        self.paths: list[Path] = list({path.key: path for rule in rules for path in rule.paths}.values())
        self._ready: tuple[tuple[date, int | None], list[tuple[CompiledRule, Failing | None]]] | None = None
        self._asks_for_me = any(rule.asks_for_me for rule in rules)

    def ready(self, context: Context) -> list[tuple[CompiledRule, Failing | None]]:
        """Each rule with the quick way to its answer in this world, where there is one."""
        world = context.today, context.member_id if self._asks_for_me else None
        ready = self._ready
        if ready is None or ready[0] != world:
            ready = self._ready = world, [(rule, _quick_way(rule, context)) for rule in self.rules]
        return ready[1]


def _quick_way(rule: CompiledRule, context: Context) -> Failing | None:
    return Prepared(rule.conditions, context).failing if rule.is_quick else None
