"""Rules that feed one another: which rule's actions wake which rule, the rings among them, and who writes the same.

What an action writes it says itself (`reach`), what a rule waits for its trigger does (`topics`).
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.automation.actions.base import Reach
from stepmark.automation.compiled import CompiledRule, compile_rule
from stepmark.automation.parameters import asked_in
from stepmark.catalogue.kinds import SALES, TASK
from stepmark.domain.rules import Rule
from stepmark.domain.workspace import Workspace
from stepmark.platform.i18n import Text, _
from stepmark.queries.list_fields import all_readable_fields

Topics = frozenset[tuple[str, str]]


def ring_through(session: Session, rule: Rule) -> list[str]:
    """The names of the rules of a ring that the rule is part of, the rule itself first and last; none without one.

    Rules that are switched off count too: switching one on asks nothing.
    """
    rules = _compiled(session, rule)
    way = _way_back(rule.id, {each.id: each for each in rules})
    return [each.name for each in way]


def ring_fault(names: Sequence[str]) -> Text:
    """The whole ring, and how to save it all the same."""
    quoted = (_("“%(name)s”", name=name) for name in names)
    ring = reduce(lambda way, name: _("%(way)s → %(name)s", way=way, name=name), quoted)
    return _("These rules wake one another for ever: %(ring)s. Save again and say that this is meant.", ring=ring)


def rivals_of(session: Session, rule: Rule) -> list[Text]:
    """For each field that another active rule writes as well when the same happens: which, and who."""
    rules = _compiled(session, rule)
    mine = next(each for each in rules if each.id == rule.id)
    warnings: list[Text] = []
    for other in rules:
        same = _written(mine) & _written(other)
        if other.id != mine.id and same and _waits_for(mine) & _waits_for(other):
            names = ", ".join(sorted(_names(session, same)))
            warnings.append(
                _("“%(rule)s” writes the same when the same happens: %(fields)s.", rule=other.name, fields=names)
            )
    return warnings


def _compiled(session: Session, rule: Rule) -> list[CompiledRule]:
    """All live rules of the workspace, the given one as it stands in the session."""
    with session.no_autoflush:
        others = session.scalars(select(Rule).where(Rule.deleted_at.is_(None), Rule.id != rule.id)).all()
        workspace, fields = session.get_one(Workspace, session.info["workspace_id"]), all_readable_fields(session)
        return [compile_rule(session, each, workspace, fields) for each in (rule, *others)]


def _way_back(start: int, rules: Mapping[int, CompiledRule]) -> list[CompiledRule]:
    """The shortest way from a rule by what rules write back to itself."""
    writes = {rule_id: _wakes(rule) for rule_id, rule in rules.items()}
    calls = {rule_id: _calls(rule) for rule_id, rule in rules.items()}
    waits = {rule_id: _waits_for(rule) for rule_id, rule in rules.items()}
    came_from: dict[int, int] = {}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for each in rules:
            if each in came_from or not (writes[here] & waits[each] or each in calls[here]):
                continue
            came_from[each] = here
            if each == start:
                return _steps(start, came_from, rules)
            queue.append(each)
    return []


def _steps(start: int, came_from: Mapping[int, int], rules: Mapping[int, CompiledRule]) -> list[CompiledRule]:
    way, here = [rules[start]], came_from[start]
    while here != start:
        way.append(rules[here])
        here = came_from[here]
    return [rules[start], *reversed(way[1:]), rules[start]]


def _waits_for(rule: CompiledRule) -> Topics:
    if rule.trigger is None:
        return frozenset()
    return frozenset((rule.kind.name, topic) for topic in rule.trigger.topics(rule.settings, rule.conditions))


def _wakes(rule: CompiledRule) -> Topics:
    """Every topic under which a rule could be woken by what this one writes."""
    return frozenset(topic for reach in _reaches(rule) for topic in _topics(reach))


def _topics(reach: Reach) -> Iterator[tuple[str, str]]:
    topics = {"any", *reach.topics, *(f"field:{key}" for key in reach.fields), *(["modified"] if reach.fields else [])}
    yield from ((reach.kind, topic) for topic in topics)
    if reach.kind == TASK.name:
        # What happens to a deal's task happens around the deal.
        for sale in SALES:
            yield from ((sale.name, f"task.{topic}") for topic in reach.topics)
            yield sale.name, "any"


def _reaches(rule: CompiledRule) -> Iterator[Reach]:
    for each in rule.actions:
        if each.action is not None and each.settings is not None:
            yield from each.action.reach(each.settings, rule.kind)


def _calls(rule: CompiledRule) -> set[int]:
    settings = (each.settings for each in rule.actions if each.settings is not None)
    return {asked.value for each in settings for asked in asked_in(each) if asked.widget.name == "rule"}


def _written(rule: CompiledRule) -> frozenset[tuple[str, str]]:
    return frozenset((reach.kind, key) for reach in _reaches(rule) for key in reach.fields)


def _names(session: Session, written: Iterable[tuple[str, str]]) -> Iterator[str]:
    fields = all_readable_fields(session)
    for kind, key in written:
        field = fields.get(kind, {}).get(key)
        yield str(field.name) if field else key
