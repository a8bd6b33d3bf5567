"""A workspace's rules in memory: read and checked once, until the workspace's automation version changes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from stepmark.automation.batches import Batch
from stepmark.automation.compiled import CompiledRule, compile_rule, reader_of
from stepmark.catalogue.types.base import Reader
from stepmark.commands.work import Work
from stepmark.conditions.paths import FieldsByKind
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Rule
from stepmark.domain.workspace import Workspace
from stepmark.queries.list_fields import all_readable_fields

# Changes touch few combinations of watched fields; whoever thinks of many pays for them.
_MOST_BATCHES = 500


@dataclass(frozen=True)
class RuleSet:
    """A workspace's active rules. `reader` reads values as the workspace writes them, `rates` are its own."""

    reader: Reader
    fields: FieldsByKind
    rules: Mapping[int, CompiledRule] = field(default_factory=dict)
    by_topic: Mapping[tuple[str, str], tuple[CompiledRule, ...]] = field(default_factory=dict)
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    _batches: dict[Any, Batch] = field(default_factory=dict)

    def listens_to(self, kind: str) -> bool:
        """Whether any rule could wake to a change of such a record."""
        return kind in self._kinds

    @cached_property
    def _kinds(self) -> frozenset[str]:
        return frozenset(kind for kind, _topic in self.by_topic)

    def under(self, kind: str, topics: Iterable[str]) -> Batch:
        """The rules kept under these topics: those of a stage in their order, else the oldest first."""
        hits = frozenset((kind, topic) for topic in topics if (kind, topic) in self.by_topic)
        batch = self._batches.get(hits)
        if batch is None:
            found = {rule.id: rule for hit in hits for rule in self.by_topic[hit]}
            batch = Batch(sorted(found.values(), key=lambda rule: (rule.position, rule.id)))
            if len(self._batches) < _MOST_BATCHES:
                self._batches[hits] = batch
        return batch


class _Kept:
    """Rule sets by database and workspace. A restart loses them, and any process may read them anew."""

    def __init__(self) -> None:
        self._sets: WeakKeyDictionary[Any, dict[int, tuple[int, RuleSet]]] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, session: Session, workspace_id: int, version: int) -> RuleSet:
        """The workspace's rules as of this version of its automation."""
        pool = _pool(session)
        with self._lock:
            known = self._sets.setdefault(pool, {}).get(workspace_id)
        if known is not None and known[0] == version:
            return known[1]
        rules = _read_rules(session, workspace_id)
        with self._lock:
            self._sets[pool][workspace_id] = version, rules
        return rules

    def forget(self, engine: Engine) -> None:
        with self._lock:
            self._sets.pop(engine.pool, None)


_kept = _Kept()


def forget_rules(engine: Engine) -> None:
    """Read all rules of the database anew: its rows were exchanged, and versions don't tell."""
    _kept.forget(engine)


def rules_of(work: Work) -> RuleSet:
    """The rules that are awake in the workspace of a change. One statement where the actor knows no version."""
    workspace_id, version = work.actor.workspace_id, work.actor.automation_version
    if version is None:
        version = work.remember("automation version", lambda: automation_version(work.session, workspace_id))
    return _kept.get(work.session, workspace_id, version)


def awake_rules(session: Session, actor: Actor) -> RuleSet:
    """The same for a page. No statement, as long as this process knows them."""
    version = actor.automation_version
    known = automation_version(session, actor.workspace_id) if version is None else version
    return _kept.get(session, actor.workspace_id, known)


def automation_version(session: Session, workspace_id: int) -> int:
    """The number that changes whenever a rule does, or anything that a rule is made of."""
    return session.scalars(select(Workspace.automation_version).where(Workspace.id == workspace_id)).one()


def _pool(session: Session) -> Any:
    bind = session.get_bind()
    return bind.pool if isinstance(bind, Engine) else bind.engine.pool


def _read_rules(session: Session, workspace_id: int) -> RuleSet:
    workspace = session.get_one(Workspace, workspace_id)
    reader = reader_of(workspace)
    query = select(Rule).where(Rule.enabled.is_(True), Rule.suspended.is_(None), Rule.deleted_at.is_(None))
    rows = session.scalars(query.order_by(Rule.position, Rule.id)).all()
    if not rows:
        return RuleSet(reader, {}, rates=workspace.exchange_rates)
    fields = all_readable_fields(session)
    rules = {row.id: compile_rule(session, row, workspace, fields) for row in rows}
    by_topic: dict[tuple[str, str], list[CompiledRule]] = defaultdict(list)
    for rule in rules.values():
        if rule.trigger is not None:
            for topic in rule.trigger.topics(rule.settings, rule.conditions):
                by_topic[rule.kind.name, topic].append(rule)
    topics = {key: tuple(each) for key, each in by_topic.items()}
    return RuleSet(reader, fields, rules, topics, workspace.exchange_rates)
