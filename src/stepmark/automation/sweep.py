"""Periodic rules: once a day each, for the records that meet them on that day, in chunks that nobody waits for."""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, select
from sqlalchemy.orm import Session

from stepmark.automation.asking import world
from stepmark.automation.compiled import CompiledRule
from stepmark.automation.failures import warn_owner
from stepmark.automation.occurrences import asked_daily, driver_of, occurrence
from stepmark.automation.rule_sets import RuleSet, awake_rules, rules_of
from stepmark.automation.settle import Settling
from stepmark.automation.together import Begun
from stepmark.automation.trace import condition_entries, kept_text
from stepmark.commands.access import hold
from stepmark.commands.work import Author, Work
from stepmark.conditions.context import Context
from stepmark.conditions.python import holds
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Met, Sweep
from stepmark.domain.runs import Outcome, Run
from stepmark.platform.clock import now
from stepmark.platform.i18n import _
from stepmark.platform.mapping import new_row
from stepmark.queries.condition_values import seen_values
from stepmark.queries.matches import met_by

CHUNK = 200
# Seconds of this thread's own time: on a busy machine, smaller chunks would make more work of the same.
LONGEST = 0.1
LEAST = 10
_FAULT = _("Something went wrong for this record. The server's log says more.")
_UNSEEN = {"synchronize_session": False}


def begin_sweep(work: Work, rule_id: int, day: date) -> int | None:
    """Start a rule's sweep of one local day. Returns its id, None where there is nothing left to do.

    Whoever comes second finds the first one's row, by a unique index, and may carry it on.
    """
    known = work.session.scalars(select(Sweep).where(Sweep.rule_id == rule_id, Sweep.day == day)).one_or_none()
    if known is not None:
        return known.id if known.finished_at is None else None
    rule, rules = _rule(work, rule_id)
    if rule is None:
        return None
    found = _Due(work.session, rules, rule, day)
    if driver_of(rule) is None:
        found.forget_those_that_stopped()
    sweep = Sweep(rule_id=rule_id, rule_version=rule.version, day=day, due=found.count())
    work.session.add(sweep)
    work.session.flush()
    return sweep.id


def due_on(session: Session, actor: Actor, rule_id: int, day: date) -> int | None:
    """How many records a sweep of that day would find now; None for a rule that is not awake."""
    rules = awake_rules(session, actor)
    rule = rules.rules.get(rule_id)
    return None if rule is None else _Due(session, rules, rule, day).count()


def carry_on_sweep(work: Work, sweep_id: int, most: int = CHUNK) -> int:
    """One more chunk of a sweep, in a transaction of its own. Returns how many records the next one should have at
    most, so that it takes about LONGEST seconds; 0 where there is nothing more to do.

    A rule that was switched off meanwhile ends it where it is.
    """
    return _carry_on(work, sweep_id, most, _Chunk.run)


def pass_over(work: Work, sweep_id: int) -> int:
    """Give the next record of a sweep a failed run, where a fault of ours let its chunk fail, and go on behind it."""
    return _carry_on(work, sweep_id, 1, _Chunk.fail)


def _carry_on(work: Work, sweep_id: int, most: int, do: Callable[["_Chunk", Sequence[Record]], int]) -> int:
    # Whoever comes second waits, so that no day of a rule begins while the one before is under way.
    locked = select(Sweep).where(Sweep.id == sweep_id).with_for_update()
    sweep = work.session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
    if sweep is None or sweep.finished_at is not None:
        return 0
    begun, done = time.thread_time(), 0
    rule, rules = _rule(work, sweep.rule_id)
    records = [] if rule is None else _Due(work.session, rules, rule, sweep.day).after(sweep.after_id, most)
    if rule is not None and records:
        done = do(_Chunk(work, rules, rule, sweep), records)
        sweep.done += done
        sweep.after_id = records[done - 1].id
    sweep.alive_at = now()
    if len(records) < most and (not records or sweep.after_id == records[-1].id):
        sweep.finished_at = now()
        return 0
    in_time = int(done * LONGEST / max(time.thread_time() - begun, LONGEST / CHUNK))
    return min(CHUNK, max(LEAST, in_time))


class _Due:
    """The records that a rule is due for on a day."""

    def __init__(self, session: Session, rules: RuleSet, rule: CompiledRule, day: date) -> None:
        self.session, self.rule = session, rule
        self.context = _context(rules, rule, day)
        self.model = rule.kind.model

    def count(self) -> int:
        """How many there are."""
        return self.session.scalar(select(func.count()).select_from(self.model).where(self._where())) or 0

    def after(self, record_id: int, most: int) -> list[Record]:
        """The next chunk, locked: what they show may not change between being asked and the run."""
        query = select(self.model).where(self._where(), self.model.id > record_id)
        locked = query.order_by(self.model.id).limit(most).with_for_update(of=self.model)
        return list(self.session.scalars(locked, execution_options={"populate_existing": True}))

    def forget_those_that_stopped(self) -> None:
        """Let records that don't meet the rule any more fire it again some day."""
        meeting = select(self.model.id).where(self._meets())
        gone = delete(Met).where(Met.rule_id == self.rule.id, Met.record_id.not_in(meeting))
        self.session.execute(gone, execution_options=_UNSEEN)

    def _where(self) -> ColumnElement[bool]:
        if driver_of(self.rule) is not None:
            return self._meets()
        before = exists().where(Met.rule_id == self.rule.id, Met.record_id == self.model.id)
        return and_(self._meets(), ~before)

    def _meets(self) -> ColumnElement[bool]:
        return met_by(self.rule.kind, self.rule.owner, asked_daily(self.rule), self.context)


class _Chunk:
    """Some records of a sweep, each with a run of its own."""

    def __init__(self, work: Work, rules: RuleSet, rule: CompiledRule, sweep: Sweep) -> None:
        self.work, self.rules, self.rule, self.sweep = work, rules, rule, sweep
        owner = rule.owner
        self.context = _context(rules, rule, sweep.day)
        self.settling = Settling(work, rules, Author(owner.member_id, owner.name), self.context)
        self.until = 0.0

    def run(self, records: Sequence[Record]) -> int:
        """Run the rule for them, together or one after the other, as many as there is time for. Returns how many."""
        begun = self._begin_each(records)
        self.until = time.thread_time() + LONGEST
        runs = [(run, record) for record, run in begun.items()]
        carried_out = self.settling.start_together(self.rule, runs, self.until) or self._start_each(runs)
        done = records.index(runs[carried_out][1]) if carried_out < len(runs) else len(records)
        for run, _record in runs[carried_out:]:
            self.settling.journal.drop(run)
        self._keep_met(record for _run, record in runs[:carried_out])
        self.settling.follow()
        self.settling.finish()
        return done

    def fail(self, records: Sequence[Record]) -> int:
        """Write down that it could not be run for them, without asking them anything. Returns how many."""
        for record in records:
            run = self._begin(record, f"{record.id}@{self.sweep.day.isoformat()}")
            run.outcome, run.finished_at = Outcome.FAILED, now()
            run.reason, run.reason_details = "%(reason)s", {"reason": kept_text(_FAULT)}
            warn_owner(self.work, self.rule, run)
        self._keep_met(records)
        self.settling.finish()
        return len(records)

    def _begin_each(self, records: Sequence[Record]) -> dict[Record, Run]:
        """A run for each that still meets the rule: somebody may have changed it whom we waited for."""
        hold(self.work, records)
        asked, begun = asked_daily(self.rule), {}
        seen = seen_values(self.work.session, [*asked.paths], records)
        keys = {record: self._once(record, seen[record.id]) for record in records}
        spent = self._spent([*keys.values()])
        for record, once in keys.items():
            if once not in spent and (verdict := holds(asked, seen[record.id], self.context)):
                begun[record] = self._begin(record, once)
                begun[record].trace = condition_entries(verdict)
        return begun

    def _start_each(self, runs: Begun) -> int:
        """One after the other, at least one. Returns how many there was time for."""
        for number, (run, record) in enumerate(runs):
            if number and time.thread_time() > self.until:
                return number
            self.settling.start(self.rule, run, record, ())
        return len(runs)

    def _keep_met(self, records: Iterable[Record]) -> None:
        if driver_of(self.rule) is None:
            rows = (Met(rule_id=self.rule.id, record_id=record.id, since=self.sweep.day) for record in records)
            self.work.session.add_all(rows)

    def _begin(self, record: Record, once: str) -> Run:
        return self.settling.journal.add(self._row(record, once))

    def _row(self, record: Record, once: str) -> Run:
        return new_row(
            Run,
            {
                "rule_id": self.rule.id,
                "rule_version": self.rule.version,
                "rule_name": self.rule.name,
                "kind": self.rule.kind.name,
                "record_id": record.id,
                "record_label": record.label[:300],
                "outcome": Outcome.DONE,
                "once": once,
                "cause": {"kind": "sweep", "day": self.sweep.day.isoformat()},
                "wake": {"chain": [], "day": self.sweep.day.isoformat()},
                "change_id": self.work.change_id,
                "sweep_id": self.sweep.id,
                "actor_id": self.rule.owner.member_id,
                "actor_name": self.rule.owner.name,
                "trace": [],
                "position": 0,
                "yielded": {},
                "memory": {},
                "attempts": 0,
            },
        )

    def _once(self, record: Record, values: Any) -> str:
        return occurrence(self.rule, record, values, self.sweep.day, self.context.time_zone)

    def _spent(self, keys: Sequence[str]) -> set[str]:
        """What has happened for these already, as when a date was changed there and back."""
        query = select(Run.once).where(Run.rule_id == self.rule.id, Run.once.in_(keys))
        return {once for once in self.work.session.scalars(query) if once}


def _rule(work: Work, rule_id: int) -> tuple[CompiledRule | None, RuleSet]:
    rules = rules_of(work)
    return rules.rules.get(rule_id), rules


def _context(rules: RuleSet, rule: CompiledRule, day: date) -> Context:
    return world(rules, rule.owner.member_id, day=day)
