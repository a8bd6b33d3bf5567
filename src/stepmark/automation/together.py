"""Many runs of one rule at once, where its action has a form for many records: one savepoint for all of them."""

from collections import defaultdict
from collections.abc import Sequence

import structlog
from sqlalchemy.exc import DBAPIError

from stepmark.automation.asking import Asker
from stepmark.automation.compiled import CompiledRule
from stepmark.automation.context import ActionContext
from stepmark.automation.trace import action_entry, event_entries
from stepmark.commands.savepoints import savepoint
from stepmark.commands.work import Author, Event, Work
from stepmark.domain.record import Record
from stepmark.domain.runs import Run
from stepmark.platform.clock import now
from stepmark.platform.db import is_worth_retrying
from stepmark.platform.errors import Problem

log = structlog.get_logger()
Begun = Sequence[tuple[Run, Record]]


def carry_out_together(work: Work, rule: CompiledRule, begun: Begun, asker: Asker) -> bool:
    """Carry new runs out, all of each. Returns False, with nothing done, if each has to go alone.

    So it is for rules of several actions, or of one with a condition of its own, and wherever one record would fail.
    """
    action = rule.actions[0] if len(rule.actions) == 1 else None
    if action is None or action.action is None or action.condition is not None or len(begun) < 2:
        return False
    contexts = [_context(work, rule, run, record, asker) for run, record in begun]
    events = len(work.events)
    try:
        with savepoint(work):
            if not action.action.run_many(action.settings, contexts):
                return False
            work.session.flush()
    except Exception as error:
        if isinstance(error, DBAPIError) and is_worth_retrying(error):
            raise
        if not isinstance(error, Problem):
            log.exception("action.failed_for_many", rule=rule.id, do=action.do)
        return False
    done = _by_run(work.events[events:])
    for run, _record in begun:
        run.trace = [*run.trace, action_entry(action.place, action.do, "done", events=event_entries(done[run.id]))]
        run.position, run.finished_at = 1, now()
    return True


def _context(work: Work, rule: CompiledRule, run: Run, record: Record, asker: Asker) -> ActionContext:
    by = Author(run.actor_id, run.actor_name)
    return ActionContext(work, rule, run, rule.kind, record, rule.actions[0].place, by, asker.context)


def _by_run(events: Sequence[Event]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        found[event.cause["run"]].append(event)
    return found
