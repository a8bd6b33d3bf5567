"""Which rules a change of many records will wake, said before it starts."""

from collections.abc import Iterable
from functools import partial

from sqlalchemy.orm import Session

from stepmark.automation.changes import Change, changes_of
from stepmark.automation.compiled import CompiledRule
from stepmark.automation.rule_sets import awake_rules
from stepmark.catalogue.kinds import Kind
from stepmark.commands.work import Event
from stepmark.domain.rights import Actor
from stepmark.queries.record_page import kind_of_deal

_OF_NEW_RECORDS = ("created", "modified", "any", "field:", "entered:", "step.ticked")


def woken_by(session: Session, actor: Actor, events: Iterable[Event]) -> list[CompiledRule]:
    """The rules that would be asked after these events, whether or not their conditions hold then."""
    rules = awake_rules(session, actor)
    found = [
        rule
        for change in changes_of(events, partial(kind_of_deal, session))
        for rule in rules.under(change.kind, _topics(change)).rules
    ]
    return _once(found)


def woken_by_import(session: Session, actor: Actor, kinds: Iterable[Kind]) -> list[CompiledRule]:
    """The rules that records of these kinds may wake as they are added or merged."""
    names = {kind.name for kind in kinds}
    found = [
        rule
        for (kind, topic), rules in awake_rules(session, actor).by_topic.items()
        if kind in names and topic.startswith(_OF_NEW_RECORDS)
        for rule in rules
    ]
    return _once(found)


def _topics(change: Change) -> set[str]:
    """What the change may be looked up under, as far as events alone tell."""
    topics = {"any", *(event.name for event in change.around)}
    topics |= {f"{event.name}:{event.record_id}" for event in change.around}
    if change.is_deletion:
        topics.add("deleted")
    elif change.is_modification:
        topics |= change.topics
    return topics


def _once(rules: Iterable[CompiledRule]) -> list[CompiledRule]:
    return sorted({rule.id: rule for rule in rules}.values(), key=lambda rule: rule.name.casefold())
