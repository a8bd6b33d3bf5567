"""The demo's rules: what happens by itself when its people work, and what is looked for once a day."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from stepmark.automation.drafts import RuleDraft
from stepmark.automation.rules import create_rule
from stepmark.commands.work import Work
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Mode, Rule, Sweep
from stepmark.edge import Edge
from stepmark.platform.clock import today
from stepmark.queries.rules import rules_of_mode
from stepmark.worker.sweeps import sweep_day

# Days before today that the periodic rules have had already.
_DAYS = 3
_SUPERIOR = [{"who": "superior"}]
_IS_OPEN = {"field": "status", "op": "equal", "value": "open"}
INSTANT: tuple[dict[str, Any], ...] = (
    {
        "name": "A large deal is told to the manager",
        "label": "Managers",
        "trigger": {"on": "modified", "fields": ["amount"]},
        "conditions": {"all": [_IS_OPEN, {"field": "amount", "op": "greater", "value": "5000"}]},
        "do": "message_people",
        "settings": {"to": _SUPERIOR, "text": "{{ deal.title }} is worth {{ deal.amount }} now"},
    },
    {
        "name": "A deal that enters Closing is told to the manager",
        "label": "Managers",
        "trigger": {"on": "stage_entered", "stage_id": "Closing"},
        "stage_id": "Closing",
        "do": "message_people",
        "settings": {"to": _SUPERIOR, "text": "{{ deal.title }} is about to close"},
    },
    {
        "name": "Minutes follow the demonstration",
        "label": "Next steps",
        "trigger": {"on": "step_ticked", "step_id": "Demonstration given"},
        "conditions": {"all": [{"field": "contact_id", "op": "filled"}]},
        "do": "create_task",
        "settings": {
            "title": "Send the minutes to {{ deal.contact.name }}",
            "type": "mail",
            "due": {"amount": 1, "unit": "working_days"},
        },
    },
    {
        "name": "Ask for a reference",
        "label": "Next steps",
        "trigger": {"on": "by_hand"},
        "do": "create_task",
        "settings": {"title": "Ask {{ deal.contact.name }} for a reference", "type": "call"},
    },
    {
        "name": "A company without a sector asks for it",
        "label": "Clean data",
        "kind": "company",
        "trigger": {"on": "created"},
        "conditions": {"all": [{"field": "custom.sector", "op": "empty"}]},
        "do": "create_task",
        "settings": {"title": "Find out the sector of {{ company.name }}"},
    },
)
PERIODIC: tuple[dict[str, Any], ...] = (
    {
        "name": "Three weeks before the close, the date is confirmed",
        "label": "Next steps",
        "conditions": {"all": [_IS_OPEN, {"field": "expected_close", "op": "days_before", "value": 21}]},
        "do": "create_task",
        "settings": {
            "title": "Confirm the closing date with {{ deal.contact.name }}",
            "type": "call",
            "due": {"amount": 1, "unit": "working_days"},
        },
    },
    {
        "name": "A week after the expected close, the manager is told",
        "label": "Managers",
        "conditions": {"all": [_IS_OPEN, {"field": "expected_close", "op": "days_after", "value": 7}]},
        "cyclic": True,
        "do": "message_people",
        "settings": {"to": _SUPERIOR, "text": "{{ deal.title }} should have closed on {{ deal.expected_close }}"},
    },
)


def add_rules(work: Work) -> None:
    """All of them, switched on; the administrator owns them."""
    names = set(work.session.scalars(select(Rule.name)))
    if any(rule["name"] in names for rule in INSTANT):
        return
    known = _names(work)
    for mode, rules in ((Mode.INSTANT, INSTANT), (Mode.PERIODIC, PERIODIC)):
        for rule in rules:
            create_rule(work, RuleDraft.model_validate(_draft(mode, rule, known)), enabled=True)


def let_days_pass(edge: Edge, admin: Actor) -> None:
    """Give the periodic rules the last days, once."""
    with edge.database.reading(admin.workspace_id) as session:
        rules = [rule.id for rule in rules_of_mode(session, Mode.PERIODIC)]
        if session.scalars(select(Sweep.id).limit(1)).first() is not None:
            return
    for back in range(_DAYS - 1, -1, -1):
        for rule_id in rules:
            sweep_day(edge, admin.workspace_id, rule_id, today(admin.time_zone) - timedelta(days=back))


def _draft(mode: Mode, rule: Mapping[str, Any], known: Mapping[str, int]) -> dict[str, Any]:
    rest = {key: each for key, each in rule.items() if key not in ("do", "settings", "trigger", "stage_id")}
    placed = {"stage_id": known[rule["stage_id"]]} if "stage_id" in rule else {}
    woken_by = rule.get("trigger", {})
    trigger = {key: known[each] if key.endswith("_id") else each for key, each in woken_by.items()}
    action = {"do": rule["do"], "settings": rule["settings"]}
    return {"kind": "deal", "mode": mode, "trigger": trigger, "actions": [action], **rest, **placed}


def _names(work: Work) -> dict[str, int]:
    """The ids of the process's stages and steps."""
    living = Process.deleted_at.is_(None)
    stages = select(Stage.name, Stage.id).join(Process, Process.id == Stage.process_id).where(living)
    steps = select(Step.name, Step.id).join(Process, Process.id == Step.process_id).where(living)
    return {name: row_id for query in (stages, steps) for name, row_id in work.session.execute(query)}
