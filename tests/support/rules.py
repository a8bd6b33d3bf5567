"""Rules as tests write them, and what came of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from stepmark.automation.actions import action_named
from stepmark.automation.drafts import RuleDraft
from stepmark.automation.rules import create_rule
from stepmark.automation.runs import start_rule
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import KINDS
from stepmark.catalogue.types.base import Reader
from stepmark.catalogue.values import to_json
from stepmark.domain.history import History
from stepmark.domain.rights import Actor
from stepmark.domain.runs import Run, Unmet
from stepmark.queries.condition_values import fields_by_kind
from stepmark.queries.values import values_of
from tests.cast import Cast


class Rules:
    """Makes rules in the cast's workspace, and reads what ran."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def make(
        self,
        trigger: Any = None,
        do: Any = (),
        *,
        when: Sequence[Any] = (),
        kind: str = "deal",
        enabled: bool = True,
        by: Actor | None = None,
        allow_rings: bool = True,
        **more: Any,
    ) -> int:
        """An enabled rule. `trigger` is a key or a dict, `when` conditions that must all hold, `do` the actions."""
        draft = RuleDraft.model_validate(
            {
                "name": "A rule",
                "kind": kind,
                "trigger": {"on": trigger} if isinstance(trigger, str) else trigger or {},
                "conditions": {"all": list(when)} if when else {},
                "actions": [do] if isinstance(do, dict) else list(do),
                **more,
            }
        )
        rule_id: int = self.cast.run(create_rule, draft, enabled=enabled, allow_rings=allow_rings, by=by)
        return rule_id

    def runs(self, rule_id: int | None = None) -> list[Run]:
        """The runs so far, the oldest first."""
        with self.cast.database.reading(self.cast.anna.workspace_id) as session:
            query = select(Run).order_by(Run.id)
            return list(session.scalars(query if rule_id is None else query.where(Run.rule_id == rule_id)))

    def outcomes(self, rule_id: int | None = None) -> list[str]:
        """How they stand."""
        return [run.outcome for run in self.runs(rule_id)]

    def unmet(self) -> list[Unmet]:
        """What did not run."""
        with self.cast.database.reading(self.cast.anna.workspace_id) as session:
            return list(session.scalars(select(Unmet).order_by(Unmet.id)))

    def history(self, kind: str, record_id: int) -> list[History]:
        """What has happened to a record, the oldest first."""
        with self.cast.database.reading(self.cast.anna.workspace_id) as session:
            query = select(History).where(History.kind == kind, History.record_id == record_id)
            return list(session.scalars(query.order_by(History.id)))

    def value(self, kind: str, record_id: int, key: str) -> Any:
        """A record's field as the API gives it."""
        with self.cast.database.reading(self.cast.anna.workspace_id) as session:
            field = fields_by_kind(session)[kind][key]
            record = session.get_one(KINDS[kind].model, record_id)
            return to_json(field, values_of(session, {key: field}, [record])[record_id][key])


def set_fields(**values: Any) -> dict[str, Any]:
    """An action that sets these fields; `custom__tier` stands for `custom.tier`."""
    return {"do": "set_fields", "settings": {"values": {key.replace("__", "."): each for key, each in values.items()}}}


def faults_of(do: str, settings: dict[str, Any], kind: str = "deal", yielded: Sequence[str] = ()) -> list[str]:
    """Where an action's settings are refused in a workspace without fields of its own."""
    action = action_named(do)
    fields = {each.name: {field.key: field for field in each.system_fields} for each in KINDS.values()}
    check = SettingsCheck(KINDS[kind], fields, Reader(), {name: name for name in yielded})
    understood = action.Settings.model_validate(settings)
    check.every(understood)
    action.check(understood, check)
    return list(check.faults)


def rule_that_ran(cast: Cast, deal: int, name: str = "A rule") -> tuple[int, int]:
    """A rule to be started by hand that has run for this deal, and its run."""
    rules = Rules(cast)
    trigger = {"on": "by_hand", "roles": ["administrator", "manager", "salesperson", "viewer"]}
    when = [{"field": "title", "op": "filled"}]
    rule = rules.make(trigger, set_fields(source="Referral"), when=when, name=name)
    cast.run(start_rule, rule, deal)
    return rule, rules.runs(rule)[-1].id


def periodic_rule(cast: Cast, name: str = "A daily rule") -> int:
    """A rule that marks what should have been won by now, once a day."""
    when = [{"field": "expected_close", "op": "before", "value": {"relative": "today"}}]
    return Rules(cast).make({}, set_fields(source="Overdue"), when=when, mode="periodic", name=name)
