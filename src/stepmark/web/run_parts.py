"""What the pages of runs have in common: reading a run for its page, and what a list of runs asks for."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from stepmark.automation.compiled import CompiledRule
from stepmark.automation.rule_sets import awake_rules
from stepmark.automation.trace import shown_text
from stepmark.automation.triggers.by_hand import ByHandSettings
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.access import not_found
from stepmark.domain.rights import Actor
from stepmark.domain.runs import Outcome, Run
from stepmark.platform.i18n import Text, _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.runs import RunFilter, may_read, run_row, runs_of_record
from stepmark.web.caller import Caller
from stepmark.web.paths import id_in
from stepmark.web.questions import Place
from stepmark.web.trace_parts import OUTCOMES

RUNS = Place("rules", _("Runs of rules"), "/runs")


def readable_run(session: ScopedSession, caller: Caller, run_id: int) -> Run:
    """The run, if the caller may read its trace; else `not-found`."""
    run = run_row(session, run_id)
    if run is None or not may_read(session, caller.actor, run):
        raise not_found()
    return run


def reason_of(run: Run) -> Text:
    """Why it failed or was stopped."""
    return shown_text((run.reason_details or {}).get("reason"))


def filter_of(query: QueryParams) -> RunFilter:
    """What the list's form asks for; what can't be read is left out."""
    outcome, kind = query.get("outcome", ""), query.get("kind", "")
    return RunFilter(
        rule_id=id_in(query.get("rule_id", "")),
        outcome=outcome if outcome in set(Outcome) else "",
        kind=kind if kind in KINDS else "",
        record_id=id_in(query.get("record_id", "")),
        first=_day(query.get("from", "")),
        last=_day(query.get("to", "")),
        sweep_id=id_in(query.get("sweep_id", "")),
    )


def address_of(wanted: RunFilter, **more: Any) -> str:
    """The list as an address."""
    given: Mapping[str, Any] = {
        "rule_id": wanted.rule_id, "outcome": wanted.outcome, "kind": wanted.kind, "record_id": wanted.record_id,
        "from": wanted.first, "to": wanted.last, "sweep_id": wanted.sweep_id, **more,
    }  # fmt: skip
    return "/runs?" + urlencode({key: value for key, value in given.items() if value not in (None, "")})


def record_runs(session: ScopedSession, actor: Actor, kind: Kind, record_id: int, limit: int = 6) -> dict[str, Any]:
    """What ran on a record, what waits there, and the rules that the actor may start for it."""
    return {
        "runs": runs_of_record(session, kind.name, record_id, limit),
        "startable": startable(session, actor, kind),
        "outcomes": OUTCOMES,
        "reason_of": reason_of,
    }


def startable(session: ScopedSession, actor: Actor, kind: Kind) -> list[CompiledRule]:
    """The rules with a button for the actor on records of a kind."""
    rules = awake_rules(session, actor).rules.values()
    mine = [rule for rule in rules if rule.kind is kind and isinstance(rule.settings, ByHandSettings)]
    return [rule for rule in mine if isinstance(rule.settings, ByHandSettings) and actor.role in rule.settings.roles]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
