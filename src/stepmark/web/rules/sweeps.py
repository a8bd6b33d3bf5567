"""A periodic rule's days, as its page shows them and lets one be asked for."""

import time
from dataclasses import dataclass, field
from datetime import date, timedelta

from stepmark.automation.sweep import begin_sweep, due_on
from stepmark.automation.sweep_chunks import next_chunk
from stepmark.commands.access import not_found
from stepmark.domain.people import Role
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Rule, Sweep
from stepmark.platform.clock import today
from stepmark.platform.i18n import Text, _
from stepmark.queries.sweeps import sweep_on, sweeps_of
from stepmark.web.caller import Caller
from stepmark.web.rules.showing import SHOWN_DAYS, rule_or_404

# What lies longer back was another year's business.
OLDEST = timedelta(days=366)
_SECONDS = 1.0


@dataclass(frozen=True)
class DayAsked:
    """A day that somebody would have a rule run for: how many records it is about, and what it came to if it was."""

    rule: Rule
    text: str
    first: date
    last: date
    day: date | None = None
    due: int | None = None
    known: Sweep | None = None
    errors: dict[str, Text] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether the rule has had that day."""
        return self.known is not None and self.known.finished_at is not None

    @property
    def can_begin(self) -> bool:
        """Whether there is anything to begin."""
        return self.due is not None and not self.is_done


def day_asked(caller: Caller, rule_id: int, text: str | None) -> DayAsked:
    """What an address or a form asks for, today where none does; `not-found` for a rule that is not periodic."""
    last = today(caller.actor.time_zone)
    first, text = last - OLDEST, last.isoformat() if text is None else text.strip()
    with caller.reading() as session:
        rule = rule_or_404(session, rule_id)
        if not rule.is_periodic:
            raise not_found()
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return DayAsked(rule, text[:50], first, last, errors={"day": _("Enter a day, such as 2026-05-31.")})
        if not first <= day <= last:
            fault = _("Choose today, or a day of the year that has passed.")
            return DayAsked(rule, text[:50], first, last, errors={"day": fault})
        due, known = due_on(session, caller.actor, rule_id, day), sweep_on(session, rule_id, day)
    return DayAsked(rule, day.isoformat(), first, last, day, due, known)


def begun(caller: Caller, wanted: DayAsked) -> int | None:
    """Begin the day as the clock would; None where somebody else has done it meanwhile, or the rule went to rest."""
    return caller.edge.run(_clock(caller), begin_sweep, wanted.rule.id, wanted.day or wanted.last)


def carried_on(caller: Caller, rule_id: int) -> None:
    """Carry on for a moment what is under way, beside the clock."""
    deadline = time.perf_counter() + _SECONDS
    with caller.reading() as session:
        open_ids = [each.id for each in sweeps_of(session, rule_id, SHOWN_DAYS) if not each.finished_at]
    for sweep_id in reversed(open_ids):
        while time.perf_counter() < deadline and next_chunk(caller.edge, _clock(caller), sweep_id):
            pass


def _clock(caller: Caller) -> Actor:
    return Actor(caller.actor.workspace_id, None, "Stepmark", Role.ADMINISTRATOR)
