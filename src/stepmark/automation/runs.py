"""The verbs for runs: starting a rule by hand, trying a failed run again, and stopping what waits."""

from datetime import timedelta

from sqlalchemy import Select, select

from stepmark.automation.advance import advance
from stepmark.automation.calls import call_rule
from stepmark.automation.memory import AGAIN
from stepmark.automation.rule_sets import rules_of
from stepmark.automation.running import stop
from stepmark.automation.trace import kept_text
from stepmark.automation.triggers.by_hand import ByHandSettings
from stepmark.commands.access import not_found, seen_record
from stepmark.commands.work import Work
from stepmark.domain.rights import require, require_admin
from stepmark.domain.rules import Rule
from stepmark.domain.runs import Outcome, Run
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _, text_of

MOST_TRIES = 5
_BY_HAND = _("It was stopped by hand.")
_BROKEN = _("Something went wrong again and again. The server's log says more.")


def start_rule(work: Work, rule_id: int, record_id: int) -> int:
    """Start a rule by hand for a record that the actor sees. Returns the change in which it is then asked."""
    rule = rules_of(work).rules.get(rule_id)
    if rule is None or not isinstance(rule.settings, ByHandSettings):
        raise not_found()
    require(work.actor.role in rule.settings.roles)
    record = seen_record(work, rule.kind.model, record_id)
    call_rule(work, rule.id, rule.name, rule.kind, record)
    return work.change_id


def retry_run(work: Work, run_id: int) -> None:
    """Carry a failed run on from where it failed, here and now; what failed once may fail again.

    If nothing of it stands, its rule is taken as it is by now, so that a mended rule does better.
    """
    require_admin(work.actor)
    run = locked_run(work, run_id)
    if run.outcome != Outcome.FAILED:
        raise Problem("conflict", _("Only a run that has failed can be tried again."))
    rule = active_rule(work, run)
    if run.position == 0:
        run.rule_version = rule.version
    work.change_id = run.change_id
    await_again(work, run)
    run.due_at, run.memory = now(), {**run.memory, AGAIN: True}
    work.session.flush()
    advance(work, run.id)


def active_rule(work: Work, run: Run) -> Rule:
    """The rule of a run that is to go on; `conflict` where it does not run now."""
    rule = work.session.get(Rule, run.rule_id) if run.rule_id is not None else None
    if rule is None or not rule.is_active:
        raise Problem("conflict", _("The rule “%(rule)s” is switched off. Switch it on first.", rule=run.rule_name))
    return rule


def await_again(work: Work, run: Run) -> None:
    """Let a failed run wait once more where it failed."""
    run.outcome, run.due_at, run.finished_at = Outcome.WAITING, None, None
    run.reason, run.reason_details = None, None
    add_entry(work, run, "retry", "retried")
    work.happened("run.retried", "run", run.id, label=run.rule_name)


def stop_run(work: Work, run_id: int) -> None:
    """Let a waiting run go no further; what it has done stays."""
    require_admin(work.actor)
    run = locked_run(work, run_id)
    if not run.is_waiting:
        raise Problem("conflict", _("This run does not wait any more."))
    _stop_by_hand(work, run)


def stop_all(work: Work, rule_id: int | None = None, *, most: int = 500) -> int:
    """Stop the runs that wait, of one rule or of all, at most so many at once. Returns how many there were."""
    require_admin(work.actor)
    query = _waiting() if rule_id is None else _waiting().where(Run.rule_id == rule_id)
    runs = work.session.scalars(query.order_by(Run.id).limit(most)).all()
    for run in runs:
        _stop_by_hand(work, run)
    return len(runs)


def put_off(work: Work, run_id: int) -> None:
    """After a fault that took a whole go of a waiting run back: try it later and later, and in the end give up."""
    run = work.session.scalars(_waiting().where(Run.id == run_id)).one_or_none()
    if run is None:
        return
    run.attempts += 1
    if run.attempts < MOST_TRIES:
        run.due_at = now() + timedelta(seconds=10 * 4**run.attempts)
        work.awaited[run.id] = run.due_at
        return
    run.outcome, run.due_at, run.finished_at = Outcome.FAILED, None, now()
    run.reason, run.reason_details = "%(reason)s", {"reason": kept_text(_BROKEN)}


def locked_run(work: Work, run_id: int) -> Run:
    """A run, locked until the change ends."""
    query = select(Run).where(Run.id == run_id).with_for_update().execution_options(populate_existing=True)
    run = work.session.scalars(query).one_or_none()
    if run is None:
        raise not_found()
    return run


def add_entry(work: Work, run: Run, path: str, outcome: str, stayed: list[Text] | None = None) -> None:
    """Let the trace tell what somebody did with the run, and what that could not change."""
    entry = {"path": path, "outcome": outcome, "at": now().isoformat(timespec="milliseconds"), "by": work.author.name}
    run.trace = [*run.trace, entry | ({"stayed": [str(text_of(each)) for each in stayed]} if stayed else {})]


def _waiting() -> Select[Run]:
    waiting = select(Run).where(Run.outcome == Outcome.WAITING)
    return waiting.with_for_update(skip_locked=True).execution_options(populate_existing=True)


def _stop_by_hand(work: Work, run: Run) -> None:
    stop(run, _BY_HAND)
    work.happened("run.stopped", "run", run.id, label=run.rule_name)
