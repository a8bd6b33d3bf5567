"""Carrying a waiting run on, once it is due: the one function that any worker calls, as often as it likes."""

from sqlalchemy import select

from stepmark.automation.compiled import CompiledRule
from stepmark.automation.rule_sets import rules_of
from stepmark.automation.running import RECORD_GONE, stop
from stepmark.automation.settle import Settling
from stepmark.automation.versions import rule_at
from stepmark.catalogue.kinds import KINDS
from stepmark.commands.work import Author, Link, Work
from stepmark.domain.record import Record
from stepmark.domain.rules import Rule
from stepmark.domain.runs import Run
from stepmark.platform.clock import now
from stepmark.platform.i18n import _

_OFF = _("The rule was switched off meanwhile.")


def advance(work: Work, run_id: int) -> bool:
    """Carry a run on if it waits and is due. Returns whether there was anything to do.

    Whoever comes second finds it locked, or no longer due, and does nothing. The run goes on in the version of its rule
    with which it began; all that it changes belongs to the change that set it off.
    """
    query = select(Run).where(Run.id == run_id).with_for_update(skip_locked=True)
    run = work.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if run is None or not run.is_waiting or run.due_at is None or run.due_at > now():
        return False
    work.change_id = run.change_id
    rule, record = _rule_of(work, run), work.session.get(KINDS[run.kind].model, run.record_id)
    if rule is None:
        stop(run, _OFF)
    elif record is None or (record.is_deleted and not _is_about_deletion(rule)):
        stop(run, RECORD_GONE)
    else:
        _go_on(work, rule, run, record)
    return True


def _go_on(work: Work, rule: CompiledRule, run: Run, record: Record) -> None:
    settling = Settling(work, rules_of(work), Author(run.actor_id, run.actor_name))
    chain = tuple(Link(*each) for each in run.wake.get("chain", ()))
    run.attempts += 1
    settling.start(rule, run, record, chain)
    settling.follow()
    settling.finish()


def _rule_of(work: Work, run: Run) -> CompiledRule | None:
    """The rule as it was when the run began; None when it does not run any more."""
    rule = work.session.get(Rule, run.rule_id) if run.rule_id is not None else None
    if rule is None or not rule.is_active:
        return None
    awake = rules_of(work)
    if rule.version == run.rule_version and rule.id in awake.rules:
        return awake.rules[rule.id]
    return rule_at(work.session, rule, run.rule_version)


def _is_about_deletion(rule: CompiledRule) -> bool:
    return rule.trigger is not None and rule.trigger.key in ("deleted", "any_action")
