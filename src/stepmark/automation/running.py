"""One run of one rule for one record: its actions in their order, inside a savepoint, with their trace."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError

from stepmark.automation.actions.base import Done, Failed, Outcome, Parked, Skipped
from stepmark.automation.asking import Asker
from stepmark.automation.compiled import CompiledAction, CompiledRule
from stepmark.automation.context import ActionContext
from stepmark.automation.trace import action_entry, condition_entries, event_entries, kept_text, taken_back
from stepmark.commands.savepoints import savepoint
from stepmark.commands.work import Author, Link, Work
from stepmark.domain.record import Record
from stepmark.domain.runs import Outcome as RunOutcome
from stepmark.domain.runs import Run
from stepmark.platform.clock import now
from stepmark.platform.db import is_worth_retrying
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _

log = structlog.get_logger()
RECORD_GONE = _("The record was deleted meanwhile.")
RECORD_DELETED = _("The record is deleted.")


class TakenBack(Exception):
    """Ends the savepoint of a run whose action has failed, so that nothing of it stays."""


class _ActionFailed(Exception):
    """Ends the savepoint of an action that says itself that it has failed."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(str(failed.reason))
        self.failed = failed


@dataclass
class _Standing:
    """How far a run has come; written to its row when the savepoint is over, which would take it back as well."""

    position: int
    yielded: dict[str, Any]
    memory: Mapping[str, Any]
    outcome: RunOutcome = RunOutcome.DONE
    due_at: datetime | None = None
    failure: Text | None = None


def carry_out(work: Work, rule: CompiledRule, run: Run, record: Record, asker: Asker, chain: tuple[Link, ...]) -> None:
    """Carry a run on from its position, until it is done, failed or has to wait. It never raises for a bad action.

    A failing action takes back all that the run did in this go, so that a retry begins where the go began; where its
    setting is to go on, it takes back itself alone.
    """
    steps = _Steps(work, rule, run, record, asker)
    try:
        with savepoint(work):
            steps.go(chain)
    except TakenBack:
        steps.take_back()
    steps.write_down()


def carry_out_exposed(work: Work, rule: CompiledRule, run: Run, record: Record, asker: Asker) -> Callable[[], None]:
    """Carry a new run out without a savepoint of its own, for whoever has one around many.

    Raises TakenBack where an action has failed. What came of the run is written down by the function that it returns.
    """
    steps = _Steps(work, rule, run, record, asker, is_exposed=True)
    steps.go(())
    return steps.write_down


class _Steps:
    """The actions of a run, one after the other. Its row is written to when they are over."""

    def __init__(
        self, work: Work, rule: CompiledRule, run: Run, record: Record, asker: Asker, *, is_exposed: bool = False
    ) -> None:
        self.work, self.rule, self.run, self.record, self.asker = work, rule, run, record, asker
        self.is_exposed = is_exposed
        self.standing = _Standing(run.position, dict(run.yielded), run.memory)
        self.trace = list(run.trace)

    def go(self, chain: tuple[Link, ...]) -> None:
        """Until one has to wait."""
        run, rule = self.run, self.rule
        cause = {"kind": "rule", "rule": rule.id, "name": rule.name, "run": run.id}
        link = Link(rule.id, run.kind, run.record_id)
        with self.work.acting(rule.owner, Author(run.actor_id, run.actor_name), (*chain, link), **cause):
            self._each()

    def take_back(self) -> None:
        """After one has failed: nothing of them stays."""
        run = self.run
        self.trace = taken_back(self.trace, len(run.trace))
        self.standing = replace(self.standing, position=run.position, yielded=dict(run.yielded), memory=run.memory)

    def write_down(self) -> None:
        """Let the run's row say how far it has come."""
        run, standing = self.run, self.standing
        run.trace, run.outcome, run.due_at = self.trace, standing.outcome, standing.due_at
        run.position, run.yielded, run.memory = standing.position, standing.yielded, dict(standing.memory)
        if standing.failure is not None:
            run.reason, run.reason_details = "%(reason)s", {"reason": kept_text(standing.failure)}
        run.finished_at = None if run.is_waiting else now()
        if standing.due_at is not None:
            self.work.awaited[run.id] = standing.due_at

    def _each(self) -> None:
        was_deleted = self.record.is_deleted
        for position in range(self.standing.position, len(self.rule.actions)):
            action = self.rule.actions[position]
            self.standing.position = position
            if self.record.is_deleted and not was_deleted:
                self.trace.append(action_entry(action.place, action.do, "skipped", reason=RECORD_DELETED))
                continue
            if not self._is_wanted(action):
                continue
            outcome = self._tried(action)
            if isinstance(outcome, Parked):
                self.standing.outcome, self.standing.due_at = RunOutcome.WAITING, outcome.until
                self.standing.memory = outcome.memory
                return
            self.standing.memory = {}
            if isinstance(outcome, Failed) and not action.goes_on:
                self.standing.outcome, self.standing.failure = RunOutcome.FAILED, outcome.reason
                raise TakenBack
        self.standing.position = len(self.rule.actions)

    def _is_wanted(self, action: CompiledAction) -> bool:
        """Whether the action's own condition holds, if it has one."""
        if action.condition is None:
            return True
        verdict = self.asker.verdict(action.condition, self.record)
        self.trace += condition_entries(verdict, f"{action.place}/if")
        if not verdict:
            reason = _("Its own condition does not hold.")
            self.trace.append(action_entry(action.place, action.do, "skipped", reason=reason))
        return verdict.held

    def _tried(self, action: CompiledAction) -> Outcome:
        before = len(self.work.events)
        context = self._context(action)
        outcome = self._outcome(action, context)
        events = event_entries(self.work.events[before:])
        warnings = [kept_text(each) for each in context.warnings]
        match outcome:
            case Done():
                self.standing.yielded |= outcome.values
                entry = {"events": events, "values": dict(outcome.values), "warnings": warnings}
                self.trace.append(action_entry(action.place, action.do, "done", **entry))
            case Skipped():
                why = {"reason": outcome.reason, "warnings": warnings}
                self.trace.append(action_entry(action.place, action.do, "skipped", **why))
            case Failed():
                failed = {"reason": outcome.reason, "warnings": warnings, "goes_on": action.goes_on or None}
                self.trace.append(action_entry(action.place, action.do, "failed", **failed))
            case Parked():
                # An action may wait many times; its trace tells of the last time only, and of all that it changed.
                self.trace[:] = [each for each in self.trace if not _is_waiting(each, action.place)]
                until = outcome.until.isoformat(timespec="seconds") if outcome.until else None
                so_far = {"until": until, "events": events, "warnings": warnings}
                self.trace.append(action_entry(action.place, action.do, "waiting", **so_far))
        return outcome

    def _outcome(self, action: CompiledAction, context: ActionContext) -> Outcome:
        try:
            return self._inside(action, context)
        except _ActionFailed as failure:
            return failure.failed
        except Problem as problem:
            return Failed(problem.detail)
        except Exception as error:
            if isinstance(error, DBAPIError) and is_worth_retrying(error):
                raise  # the edge repeats a lost race, as a whole
            # A fault of ours must not cost people their change either. The log has it, the trace says so.
            log.exception("action.failed", rule=self.rule.id, action=action.place, do=action.do)
            return Failed(_("Something went wrong inside this action. The server's log says more."))

    def _inside(self, action: CompiledAction, context: ActionContext) -> Outcome:
        with savepoint(self.work) if action.goes_on else nullcontext():
            outcome = self._done(action, context)
            if not self.is_exposed:
                # So that what the database refuses is this action's failure.
                self.work.session.flush()
            return outcome

    def _done(self, action: CompiledAction, context: ActionContext) -> Outcome:
        if action.action is None or action.settings is None:
            return Failed(action.fault or _("This action is broken."))
        outcome: Outcome = action.action.run(action.settings, context)
        if isinstance(outcome, Failed):
            raise _ActionFailed(outcome)
        return outcome

    def _context(self, action: CompiledAction) -> ActionContext:
        by = Author(self.run.actor_id, self.run.actor_name)
        return ActionContext(
            work=self.work,
            rule=self.rule,
            run=self.run,
            kind=self.rule.kind,
            record=self.record,
            place=action.place,
            by=by,
            asked=self.asker.context,
            yielded=self.standing.yielded,
            memory=self.standing.memory,
        )


def stop(run: Run, reason: Text) -> None:
    """End a run that may not go on, and say why."""
    kept = kept_text(reason)
    run.outcome, run.due_at, run.finished_at = RunOutcome.STOPPED, None, now()
    run.reason, run.reason_details = "%(reason)s", {"reason": kept}
    run.trace = [*run.trace, {"path": "stopped", "outcome": "stopped", "reason": kept, "at": now().isoformat()}]


def _is_waiting(entry: Mapping[str, Any], place: str) -> bool:
    return entry.get("path") == place and entry.get("outcome") == "waiting"
