"""Many runs of one rule at once, as a sweep starts them: one savepoint for all of them."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial

import structlog
from sqlalchemy.exc import DBAPIError

from stepmark.automation.asking import Asker
from stepmark.automation.compiled import CompiledAction, CompiledRule
from stepmark.automation.context import ActionContext
from stepmark.automation.placeholders.scope import Scope, scopes_of
from stepmark.automation.running import TakenBack, carry_out_exposed
from stepmark.automation.trace import action_entry, event_entries, kept_text
from stepmark.commands.savepoints import savepoint
from stepmark.commands.work import Author, Event, Work
from stepmark.domain.record import Record
from stepmark.domain.runs import Run
from stepmark.platform.clock import now
from stepmark.platform.db import is_worth_retrying
from stepmark.platform.errors import Problem

log = structlog.get_logger()
Begun = Sequence[tuple[Run, Record]]


def carry_out_together(work: Work, rule: CompiledRule, begun: Begun, asker: Asker, until: float) -> int:
    """Carry new runs out, all of each, in the bulk form of their action or one after the other, as many as there is
    time for until this thread's clock says so. Returns how many; 0, with nothing done, if each has to go alone, as it
    does wherever one would fail.
    """
    if len(begun) < 2:
        return 0
    try:
        with savepoint(work):
            write_down = _in_bulk(work, rule, begun, asker) or _each(work, rule, begun, asker, until)
            work.session.flush()
    except Exception as error:
        if isinstance(error, DBAPIError) and is_worth_retrying(error):
            raise
        if not isinstance(error, Problem | TakenBack):
            log.exception("action.failed_for_many", rule=rule.id)
        return 0
    for each in write_down:
        each()
    return len(write_down)


def _each(work: Work, rule: CompiledRule, begun: Begun, asker: Asker, until: float) -> list[Callable[[], None]]:
    done: list[Callable[[], None]] = []
    for run, record in begun:
        if done and time.thread_time() > until:
            break
        done.append(carry_out_exposed(work, rule, run, record, asker))
    return done


def _in_bulk(work: Work, rule: CompiledRule, begun: Begun, asker: Asker) -> list[Callable[[], None]]:
    """So it is for rules of one action without a condition of its own; nothing, with nothing done, for others."""
    action = rule.actions[0] if len(rule.actions) == 1 else None
    if action is None or action.action is None or action.condition is not None:
        return []
    contexts = _contexts(work, rule, begun, asker)
    events = len(work.events)
    if not action.action.run_many(action.settings, contexts):
        return []
    happened = _by_run(work.events[events:])
    return [partial(_done, context, action, happened[context.run.id]) for context in contexts]


def _done(context: ActionContext, action: CompiledAction, events: Sequence[Event]) -> None:
    run, warnings = context.run, [kept_text(each) for each in context.warnings]
    entry = action_entry(action.place, action.do, "done", events=event_entries(events), warnings=warnings)
    run.trace, run.position, run.finished_at = [*run.trace, entry], 1, now()


def _contexts(work: Work, rule: CompiledRule, begun: Begun, asker: Asker) -> list[ActionContext]:
    """One for each run. What their texts show is read at once."""
    by = Author(begun[0][0].actor_id, begun[0][0].actor_name)
    records = [record for _run, record in begun]

    @cache
    def scopes() -> Mapping[int, Scope]:
        day = asker.context.today
        return scopes_of(work.session, rule.owner, rule.kind, records, user_id=by.member_id, day=day)

    return [
        ActionContext(work, rule, run, rule.kind, record, rule.actions[0].place, by, asker.context, scopes=scopes)
        for run, record in begun
    ]


def _by_run(events: Sequence[Event]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        found[event.cause["run"]].append(event)
    return found
