"""The order in which a change settles: events wake rules, their runs append events, until nothing is left.

This is the only file that knows it. All of it happens in the transaction of the change, each run in a savepoint.
"""

import time
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import Any

from stepmark.automation.asking import Asker, before_of, world
from stepmark.automation.batches import Batch
from stepmark.automation.calls import Call, calls_of
from stepmark.automation.changes import Change, changes_of
from stepmark.automation.compiled import CompiledRule
from stepmark.automation.failures import warn_owner
from stepmark.automation.journal import HELD_BEFORE, Journal
from stepmark.automation.rule_sets import RuleSet, rules_of
from stepmark.automation.running import RECORD_GONE, carry_out, stop
from stepmark.automation.together import Begun, carry_out_together
from stepmark.automation.trace import condition_entries
from stepmark.automation.triggers.base import Woken, topics_of
from stepmark.catalogue.kinds import KINDS
from stepmark.commands.work import Author, Event, Link, Work
from stepmark.conditions.context import Context
from stepmark.conditions.python import Values, Verdict
from stepmark.domain.record import Record
from stepmark.domain.runs import Outcome, Run
from stepmark.platform.i18n import _
from stepmark.queries.record_page import kind_of_deal

DEEPEST = 8
MOST_RUNS = 200
LONGEST = 0.25
_TOO_DEEP = _("A chain of rules may be at most %(deepest)s long, so that no rules go on for ever.", deepest=DEEPEST)
_AGAIN = _("This rule has run for this record in the same chain of rules already.")


def settle(work: Work) -> list[Run]:
    """Let every event of a change wake its rules. Returns the runs.

    A chain of causes is at most DEEPEST runs long, and a rule runs once per record in it; settling takes at most
    MOST_RUNS or LONGEST seconds. What is beyond is written down as waiting, for a worker to carry on.
    """
    if work.rules_asleep or len(work.events) == work.settled:
        return []
    rules = rules_of(work)
    if not rules.rules:
        return []
    settling = Settling(work, rules)
    settling.follow(work.events[work.settled :])
    return settling.finish()


class Settling:
    """One change on its way to rest. `author` is who set it off; a sweep gives the world of its own day."""

    def __init__(
        self, work: Work, rules: RuleSet, author: Author | None = None, context: Context | None = None
    ) -> None:
        self.work, self.rules, self.author = work, rules, author or work.author
        self.journal = Journal(work)
        self.asker = Asker(work, rules, context or world(rules, self.author.member_id))
        self._waiting: deque[Change | Call] = deque()
        self._runs = 0
        self._until = time.monotonic() + LONGEST

    def follow(self, events: Sequence[Event] = ()) -> None:
        """Wake what these events wake, then what follows from that, and so on."""
        self._await(events)
        while self._waiting:
            match self._waiting.popleft():
                case Change() as change:
                    self._wake(change)
                case Call() as call:
                    self._answer(call)

    def start(self, rule: CompiledRule, run: Run, record: Record, chain: tuple[Link, ...]) -> Run:
        """Carry a run on here and now; what it changes is followed next."""
        self._runs += 1
        before = len(self.work.events)
        carry_out(self.work, rule, run, record, self.asker, chain)
        self._await(self.work.events[before:])
        if run.outcome == Outcome.FAILED:
            warn_owner(self.work, rule, run)
        return run

    def start_together(self, rule: CompiledRule, begun: Begun, until: float) -> int:
        """Do the same with many new runs at once, as many as there is time for. Returns how many.

        It is 0, with nothing done, where each has to be started.
        """
        before = len(self.work.events)
        done = carry_out_together(self.work, rule, begun, self.asker, until)
        self._await(self.work.events[before:])
        return done

    def finish(self) -> list[Run]:
        """Write down what ran and what did not."""
        self.journal.write()
        self.work.settled = len(self.work.events)
        return self.journal.runs

    def _await(self, events: Sequence[Event]) -> None:
        self._waiting += [*changes_of(events, partial(kind_of_deal, self.work.session)), *calls_of(events)]

    def _answer(self, call: Call) -> None:
        """Ask the rule that was called, as if the record had woken it."""
        rule, kind = self.rules.rules.get(call.rule_id), KINDS[call.kind]
        record = self.work.session.get(kind.model, call.record_id)
        if rule is None or record is None or rule.kind is not kind:
            return
        change = Change(kind.name, record.id, call.number, call.chain, record.label, parent_id=call.parent_id)
        self._ask(Batch([rule]), Woken(change, record), is_call=True)

    def _wake(self, change: Change) -> None:
        if not self.rules.listens_to(change.kind):
            return
        record = self.work.session.get(KINDS[change.kind].model, change.record_id)
        if record is None:
            return
        woken = Woken(change, record)
        batch = self.rules.under(change.kind, topics_of(woken))
        if batch.rules:
            self._ask(batch, woken)

    def _ask(self, batch: Batch, woken: Woken, *, is_call: bool = False) -> None:
        """Ask each rule, the later ones about the record as the earlier ones have left it."""
        change, record = woken.change, woken.record
        before = before_of(self.rules, change.kind, change.values)
        asleep = set() if is_call else {place for place in batch.picky if not batch.rules[place].wakes(woken)}
        cells = self.asker.cells(record, batch.paths)
        failing = batch.failing(cells, self.asker.context)
        for place, rule in enumerate(batch.rules):
            if failing[place] is not None or place in asleep:
                continue
            failing[place] = self._asked_at_length(rule, woken, before, is_call=is_call)
            now_cells = self.asker.cells(record, batch.paths)
            if now_cells != cells:
                cells = now_cells
                failing[place + 1 :] = batch.failing(cells, self.asker.context)[place + 1 :]
        failed = [(batch.rules[n], places) for n, places in enumerate(failing) if places and n not in asleep]
        if failed:
            self.journal.did_not_run(change, failed, self.asker.values(record, batch.paths), batch.paths)

    def _asked_at_length(
        self, rule: CompiledRule, woken: Woken, before: Values, *, is_call: bool
    ) -> tuple[str, ...] | None:
        """Ask with all that a trace needs, and fire if the conditions hold; else where they fail."""
        verdict = self.asker.verdict(rule.conditions, woken.record, before)
        if not verdict:
            return tuple(leaf.place for leaf in verdict.leaves if not leaf.held)
        if rule.became_true and not is_call and self.asker.held_before(rule.conditions, woken.record, before):
            return HELD_BEFORE
        self._fire(rule, woken.change, woken.record, verdict)
        return None

    def _fire(self, rule: CompiledRule, change: Change, record: Record, verdict: Verdict) -> None:
        run = self.journal.add(self._run(rule, change))
        run.trace = condition_entries(verdict)
        if len(change.chain) >= DEEPEST:
            stop(run, _TOO_DEEP)
        elif Link(rule.id, change.kind, change.record_id) in change.chain:
            stop(run, _AGAIN)
        elif record.is_deleted and not change.is_deletion:
            stop(run, RECORD_GONE)
        elif self._is_spent:
            self.journal.leave(run)
        else:
            self.start(rule, run, record, change.chain)

    @property
    def _is_spent(self) -> bool:
        return self._runs >= MOST_RUNS or time.monotonic() > self._until

    def _run(self, rule: CompiledRule, change: Change) -> Run:
        return Run(
            rule_id=rule.id,
            rule_version=rule.version,
            rule_name=rule.name,
            kind=change.kind,
            record_id=change.record_id,
            record_label=change.label[:300],
            outcome=Outcome.DONE,
            once=f"{self.work.number:x}.{change.number}",
            cause=_cause(change),
            parent_id=change.parent_id,
            wake={"chain": [list(link) for link in change.chain], **_brought(rule, change)},
            change_id=self.work.change_id,
            actor_id=self.author.member_id,
            actor_name=self.author.name,
            trace=[],
            position=0,
            yielded={},
            memory={},
            attempts=0,
        )


def _brought(rule: CompiledRule, change: Change) -> dict[str, Any]:
    """What came in from outside, for a rule whose texts may read it."""
    reads = rule.trigger is not None and rule.trigger.brings_payload
    return {"payload": change.payload} if reads and change.payload else {}


def _cause(change: Change) -> dict[str, Any]:
    """Why the rule was asked: the names of what happened, of many the first; none where it was called."""
    names = [*change.names, *(event.name for event in change.around)]
    return {"kind": "event", "names": names[:20]} if names else {"kind": "call"}
