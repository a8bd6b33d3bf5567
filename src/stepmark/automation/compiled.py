"""A rule as the engine understands it: read and checked once, with whatever has broken since it was saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from stepmark.automation.actions import action_named
from stepmark.automation.actions.base import Action
from stepmark.automation.parameters import Settings
from stepmark.automation.triggers import trigger_named
from stepmark.automation.triggers.base import Trigger, TriggerSettings, Woken
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.catalogue.types.base import Reader
from stepmark.conditions.check import Conditions, compile_conditions
from stepmark.conditions.paths import FieldsByKind, Path
from stepmark.conditions.prepared import asks_about_the_record, asks_for_me, can_be_prepared
from stepmark.conditions.tree import ALWAYS, read_tree
from stepmark.domain.field_access import FieldAccess
from stepmark.domain.people import Member, Role
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Mode
from stepmark.domain.workspace import Visibility, Workspace
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.field_access import seen_by


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
    pulls: bool = False
    position: int = 0
    paths: tuple[Path, ...] = ()
    asks_about_the_record: bool = True
    is_quick: bool = False
    asks_for_me: bool = False
    is_picky: bool = False

    def wakes(self, woken: Woken) -> bool:
        """Whether a change under one of the trigger's topics is what it waits for."""
        return self.trigger is not None and self.trigger.wakes(self.settings, woken)

    @property
    def constants(self) -> Mapping[str, Any]:
        """The workspace's constants, as they were when it was compiled."""
        return self.conditions.constants

    @property
    def became_true(self) -> bool:
        """Whether it fires only when its conditions did not hold before. Those that ask about a change say so."""
        asks = self.trigger is not None and self.trigger.asks_whether_it_became_true(self.settings)
        return asks and self.asks_about_the_record and bool(self.conditions.leaves)


def compile_rule(session: Session, rule: Any, workspace: Workspace, fields: FieldsByKind) -> CompiledRule:
    """A rule, or an older version of one, as it is understood now; what means nothing any more is broken, not lost.

    Of `fields`, which are all that there are, it reads those that its owner may see.
    """
    kind = KINDS[rule.kind]
    reader, owner = reader_of(workspace), _owner(session, rule.owner_id, workspace)
    fields = seen_by(owner.access, fields)
    conditions = _conditions(rule.conditions, kind, fields, reader)
    trigger, settings = _trigger(rule.trigger) if rule.mode == Mode.INSTANT else (None, None)
    if trigger is not None and not all(owner.access.sees(kind.name, key) for key in trigger.watched(settings)):
        trigger = None  # what its owner may not see, it is not told of either
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
        owner=owner,
        cyclic=rule.cyclic,
        cycle_by=rule.cycle_by,
        stage_id=rule.stage_id,
        pulls=rule.pulls,
        position=rule.position,
        paths=tuple(conditions.paths),
        asks_about_the_record=asks_about_the_record(conditions),
        is_quick=can_be_prepared(conditions),
        asks_for_me=asks_for_me(conditions),
        is_picky=trigger is not None and trigger.is_picky(settings),
    )


def reader_of(workspace: Workspace) -> Reader:
    """How a workspace writes values."""
    return Reader(workspace.time_zone, workspace.locale, workspace.currency, workspace.constants)


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
    role = Role(member.role) if member else Role.ADMINISTRATOR
    return Actor(
        workspace_id=workspace.id,
        member_id=member.id if member else None,
        name=member.name if member else "Stepmark",
        role=role,
        visibility=Visibility(workspace.visibility),
        locale=workspace.locale,
        time_zone=workspace.time_zone,
        currency=workspace.currency,
        plan=workspace.plan,
        job_title=member.job_title if member else "",
        access=FieldAccess(role, workspace.field_access),
    )
