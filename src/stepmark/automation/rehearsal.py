"""Trying a rule out on a record: everything happens as it would, is written down, and is taken back at once."""

from contextlib import suppress

from stepmark.automation.asking import Asker, world
from stepmark.automation.compiled import compile_rule
from stepmark.automation.rule_sets import rules_of
from stepmark.automation.running import carry_out, stop
from stepmark.automation.trace import condition_entries
from stepmark.commands.access import locked, seen_record
from stepmark.commands.savepoints import savepoint
from stepmark.commands.work import Work
from stepmark.domain.rights import require_admin
from stepmark.domain.rules import Rule
from stepmark.domain.runs import Outcome, Run
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import now
from stepmark.platform.i18n import _
from stepmark.queries.list_fields import all_readable_fields


class _TakenBack(Exception):
    """Ends the rehearsal's savepoint."""


def rehearse_rule(work: Work, rule_id: int, record_id: int) -> Run:
    """Run a rule for a record as if it had just been woken, on or off, and take it all back. The run is not kept.

    Conditions about a change find nothing changed. What the rule would set off in other rules is not tried.
    """
    require_admin(work.actor)
    run = Run(id=0, rule_id=rule_id, trace=[], position=0, yielded={}, memory={}, wake={}, attempts=0)
    with suppress(_TakenBack), savepoint(work):
        _run(work, run, record_id)
        raise _TakenBack
    return run


def _run(work: Work, run: Run, record_id: int) -> None:
    rule = locked(work, Rule, run.rule_id or 0)
    workspace = work.session.get_one(Workspace, work.actor.workspace_id)
    compiled = compile_rule(work.session, rule, workspace, all_readable_fields(work.session))
    record = seen_record(work, compiled.kind.model, record_id)
    run.kind, run.record_id, run.record_label = compiled.kind.name, record.id, record.label[:300]
    run.rule_version, run.rule_name, run.change_id = rule.version, rule.name, work.change_id
    run.workspace_id, run.outcome, run.started_at = work.actor.workspace_id, Outcome.DONE, now()
    run.actor_id, run.actor_name = work.author
    rules = rules_of(work)
    asker = Asker(work, rules, world(rules, work.author.member_id))
    verdict = asker.verdict(compiled.conditions, record)
    run.trace = condition_entries(verdict)
    if verdict:
        carry_out(work, compiled, run, record, asker, ())
    else:
        stop(run, _("Its conditions did not hold."))
