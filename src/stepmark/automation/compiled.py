"""Rules as the engine keeps them in memory: read and checked once, until the workspace's automation version changes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from pydantic import ValidationError
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from stepmark.automation.actions import action_named
from stepmark.automation.actions.base import Action
from stepmark.automation.parameters import Settings
from stepmark.automation.triggers import trigger_named
from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.catalogue.types.base import Reader
from stepmark.commands.work import Work
from stepmark.conditions.check import Conditions, compile_conditions
from stepmark.conditions.paths import FieldsByKind
from stepmark.conditions.tree import ALWAYS, read_tree
from stepmark.domain.people import Member, Role
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Mode, Rule
from stepmark.domain.workspace import Visibility, Workspace
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.list_fields import readable_fields

ON_FAILURE = ("stop", "go_on")


@dataclass(frozen=True)
class CompiledAction:
    """One action of a rule. A broken one has a `fault` and fails when its turn comes."""

    place: str
    do: str
    action: Action[Any] | None
    settings: Settings | None
    condition: Conditions | None
    goes_on: bool
    fault: Text | None = None


@dataclass(frozen=True)
class CompiledRule:
    """A rule ready to be asked. `owner` has the owner's current rights and reads values as the workspace does."""

    id: int
    version: int
    name: str
    kind: Kind
    mode: str
    trigger: Trigger[Any] | None
    settings: TriggerSettings | None
    conditions: Conditions
    actions: tuple[CompiledAction, ...]
    owner: Actor
    cyclic: bool = False
    cycle_by: str | None = None
    stage_id: int | None = None
    position: int = 0
    asks_about_changes: bool = False

    @property
    def became_true(self) -> bool:
        """Whether it fires only when its conditions did not hold before. Those that ask about a change say so."""
        asks = self.trigger is not None and self.trigger.asks_whether_it_became_true(self.settings)
        return asks and not self.asks_about_changes and bool(self.conditions.leaves)


@dataclass(frozen=True)
class RuleSet:
    """A workspace's active rules. `reader` reads values as the workspace writes them."""

    reader: Reader
    fields: FieldsByKind
    rules: Mapping[int, CompiledRule] = field(default_factory=dict)
    by_topic: Mapping[tuple[str, str], tuple[CompiledRule, ...]] = field(default_factory=dict)

    def listens_to(self, kind: str) -> bool:
        """Whether any rule could wake to a change of such a record."""
        return any(each == kind for each, _topic in self.by_topic)

    def under(self, kind: str, topics: Iterable[str]) -> list[CompiledRule]:
        """The rules kept under these topics: those of a stage in their order, else the oldest first."""
        found = {rule.id: rule for topic in topics for rule in self.by_topic.get((kind, topic), ())}
        return sorted(found.values(), key=lambda rule: (rule.position, rule.id))


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


_kept = _Kept()


def rules_of(work: Work) -> RuleSet:
    """The rules that are awake in the workspace of a change. One statement where the actor knows no version."""
    workspace_id, version = work.actor.workspace_id, work.actor.automation_version
    if version is None:
        version = work.remember("automation version", lambda: automation_version(work.session, workspace_id))
    return _kept.get(work.session, workspace_id, version)


def automation_version(session: Session, workspace_id: int) -> int:
    """The number that changes whenever a rule does, or anything that a rule is made of."""
    return session.scalars(select(Workspace.automation_version).where(Workspace.id == workspace_id)).one()


def compile_rule(session: Session, rule: Any, workspace: Workspace, fields: FieldsByKind) -> CompiledRule:
    """A rule, or an older version of one, as it is understood now; what means nothing any more is broken, not lost."""
    kind = KINDS[rule.kind]
    reader = reader_of(workspace)
    conditions = _conditions(rule.conditions, kind, fields, reader)
    trigger, settings = _trigger(rule.trigger) if rule.mode == Mode.INSTANT else (None, None)
    leaves = conditions.leaves.values()
    return CompiledRule(
        id=rule.id,
        version=rule.version,
        name=rule.name,
        kind=kind,
        mode=rule.mode,
        trigger=trigger,
        settings=settings,
        conditions=conditions,
        actions=tuple(
            _action(f"action/{number}", raw, kind, fields, reader) for number, raw in enumerate(rule.actions, start=1)
        ),
        owner=_owner(session, rule.owner_id, workspace),
        cyclic=rule.cyclic,
        cycle_by=rule.cycle_by,
        stage_id=rule.stage_id,
        position=rule.position,
        asks_about_changes=any(
            getattr(leaf, "reads_before", False) or (hasattr(leaf, "operator") and leaf.operator.is_about_change)
            for leaf in leaves
        ),
    )


def reader_of(workspace: Workspace) -> Reader:
    """How a workspace writes values."""
    return Reader(workspace.time_zone, workspace.locale, workspace.currency)


def _pool(session: Session) -> Any:
    bind = session.get_bind()
    return bind.pool if isinstance(bind, Engine) else bind.engine.pool


def _read_rules(session: Session, workspace_id: int) -> RuleSet:
    workspace = session.get_one(Workspace, workspace_id)
    query = select(Rule).where(Rule.enabled.is_(True), Rule.suspended.is_(None), Rule.deleted_at.is_(None))
    rows = session.scalars(query.order_by(Rule.position, Rule.id)).all()
    if not rows:
        return RuleSet(reader_of(workspace), {})
    fields = readable_fields(session)
    rules = {row.id: compile_rule(session, row, workspace, fields) for row in rows}
    by_topic: dict[tuple[str, str], list[CompiledRule]] = defaultdict(list)
    for rule in rules.values():
        if rule.trigger is not None:
            for topic in rule.trigger.topics(rule.settings, rule.conditions):
                by_topic[rule.kind.name, topic].append(rule)
    return RuleSet(reader_of(workspace), fields, rules, {key: tuple(each) for key, each in by_topic.items()})


def _trigger(raw: Mapping[str, Any]) -> tuple[Trigger[Any], TriggerSettings]:
    trigger = trigger_named(str(raw.get("on")))
    return trigger, trigger.Settings.model_validate({key: value for key, value in raw.items() if key != "on"})


def _conditions(raw: Any, kind: Kind, fields: FieldsByKind, reader: Reader) -> Conditions:
    return compile_conditions(read_tree(raw) if raw else ALWAYS, kind, fields, reader, strict=False)


def _action(place: str, raw: Mapping[str, Any], kind: Kind, fields: FieldsByKind, reader: Reader) -> CompiledAction:
    do, own = str(raw.get("do")), raw.get("if")
    goes_on = raw.get("on_failure") == "go_on"
    try:
        action = action_named(do)
        settings = action.Settings.model_validate(raw.get("settings") or {})
        condition = _conditions(own, kind, fields, reader) if own else None
    except Problem as problem:
        return CompiledAction(place, do, None, None, None, goes_on, problem.detail)
    except ValidationError:
        return CompiledAction(place, do, None, None, None, goes_on, _("The settings of this action are broken."))
    return CompiledAction(place, do, action, settings, condition, goes_on)


def _owner(session: Session, owner_id: int | None, workspace: Workspace) -> Actor:
    member = session.get(Member, owner_id) if owner_id is not None else None
    return Actor(
        workspace_id=workspace.id,
        member_id=member.id if member else None,
        name=member.name if member else "Stepmark",
        role=Role(member.role) if member else Role.ADMINISTRATOR,
        visibility=Visibility(workspace.visibility),
        locale=workspace.locale,
        time_zone=workspace.time_zone,
        currency=workspace.currency,
        plan=workspace.plan,
    )
