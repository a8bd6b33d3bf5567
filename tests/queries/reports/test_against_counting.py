"""Every report against the same figures counted by hand, over made-up histories on both databases."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from stepmark.domain.processes import Process
from stepmark.platform.clock import now
from stepmark.queries.reports.closings import closings, start_of
from stepmark.queries.reports.counted import Asked, Basis
from stepmark.queries.reports.figures import Quartiles
from stepmark.queries.reports.funnel import funnel
from stepmark.queries.reports.people import people
from stepmark.queries.reports.stage_times import stage_times
from stepmark.queries.reports.step_completion import step_completion
from tests.cast import Cast
from tests.queries.reports.histories import AWAY, GONE, PASTS, START, Past, World

ZONE = "Asia/Kathmandu"
LIVE = range(3)
OPEN_WITHIN = 120.0


@dataclass(frozen=True)
class Question:
    """What is asked, in the histories' own terms: hours since their start, and members by their place."""

    basis: Basis = Basis.CREATED
    since: int | None = None
    until: int | None = None
    members: frozenset[int] | None = None

    def holds(self, moment: datetime | None) -> bool:
        """Whether something happened in the period."""
        since, until = (None if hours is None else START + timedelta(hours=hours) for hours in (self.since, self.until))
        return moment is not None and (since is None or moment >= since) and (until is None or moment < until)

    def counts(self, past: Past) -> bool:
        """Whether the deal is among those asked for."""
        moment = past.created_at if self.basis is Basis.CREATED else past.closed_at
        was_here = any(stage != AWAY for stage, _hours in past.stays)
        in_period = self.holds(moment) or (self.basis is Basis.CREATED and self.since is None and self.until is None)
        return not past.binned and was_here and in_period and (not self.members or past.responsible in self.members)


HOUR = st.one_of(st.none(), st.integers(0, 4000))
MEMBERS = st.one_of(st.none(), st.frozensets(st.integers(0, 2), min_size=1))
QUESTIONS = st.builds(Question, st.sampled_from(Basis), HOUR, HOUR, MEMBERS)


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


RETURNED = Past(0, [(0, 5), (2, 5), (0, 5)], ("won", 12), [(0, 3, True), (6, 1, True)], (100, "EUR"), 0, False, 4)
MOVED = Past(9, [(1, 30), (AWAY, 1)], ("lost", 40), [(3, 20, True)], (10**17 - 1, "PLN"), 1, False, None)
CARRIED = Past(30, [(GONE, 50), (2, 1)], ("lost", 20), [(7, 90, True), (8, 1, False)], (None, "EUR"), 2, False, 7)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([RETURNED, MOVED, CARRIED], Question())
@example([MOVED] * 100, Question())
@given(st.lists(PASTS, max_size=6), QUESTIONS)
def test_reports_say_what_one_counts_by_hand(world: World, pasts: list[Past], question: Question) -> None:
    world.tell(pasts)
    chosen = [past for past in pasts if question.counts(past)]
    cast = world.cast
    with cast.database.reading(cast.anna.workspace_id) as session:
        asked = _asked(world, question)
        _check_funnel(session, cast, asked, chosen)
        _check_stages(session, cast, asked, chosen)
        _check_steps(session, world, asked, chosen)
        _check_closings(session, cast, asked, chosen)
        _check_people(session, world, asked, pasts, question)


def test_a_process_without_stages_has_a_funnel_too(cast: Cast) -> None:
    process = cast.put(Process(name="Bare"))
    with cast.database.reading(cast.anna.workspace_id) as session:
        found = funnel(session, cast.anna, Asked(process))
    assert (found.stages, found.total) == ([], 0)


def _check_funnel(session: Session, cast: Cast, asked: Asked, chosen: list[Past]) -> None:
    found = funnel(session, cast.anna, asked)
    outcomes = Counter(map(_outcome, chosen))
    assert (found.total, found.won, found.lost, found.open, found.moved) == (
        len(chosen), outcomes["won"], outcomes["lost"], outcomes["open"], outcomes["moved"],
    )  # fmt: skip
    assert found.won_amounts == _amounts(past for past in chosen if _outcome(past) == "won")
    for place, stage in enumerate(found.stages):
        reached = [past for past in chosen if _outcome(past) == "won" or _furthest(past) >= place]
        here = Counter(_outcome(past) for past in chosen if past.stays[-1][0] == place)
        assert (stage.reached, stage.amounts) == (len(reached), _amounts(reached))
        assert stage.entered == sum(place in _stages(past) for past in chosen)
        assert (stage.open, stage.lost) == (here["open"], here["lost"])
    chain = [found.total, *(stage.reached for stage in found.stages), found.won]
    assert chain == sorted(chain, reverse=True)


def _check_stages(session: Session, cast: Cast, asked: Asked, chosen: list[Past]) -> None:
    finished: dict[int, list[float]] = defaultdict(list)
    lasting: dict[int, list[float]] = defaultdict(list)
    for past in chosen:
        for stage, entered, left in past.visits:
            ends = [moment for moment in (left, past.closed_at) if moment is not None]
            if past.closed_at is not None and entered > past.closed_at:
                continue
            (finished if ends else lasting)[stage].append((min(ends, default=now()) - entered).total_seconds())
    for place, found in enumerate(stage_times(session, cast.anna, asked)):
        _assert_quartiles(found.finished, finished[place], 0.001)
        _assert_quartiles(found.lasting, lasting[place], OPEN_WITHIN)


def _check_steps(session: Session, world: World, asked: Asked, chosen: list[Past]) -> None:
    found = {each.step.id: each for each in step_completion(session, world.cast.anna, asked)}
    assert list(found) == world.cast.steps
    for number, step_id in enumerate(world.cast.steps):
        place = number // 3
        seen = [past for past in chosen if place in _stages(past)]
        ticks = {id(past): _tick(past, number) for past in seen}
        done = [past for past in seen if ticks[id(past)] is not None]
        without = [past for past in seen if ticks[id(past)] is None]
        each = found[step_id]
        assert (each.seen, each.done) == (len(seen), len(done))
        assert each.won_with == _win_rate(done)
        assert each.won_without == _win_rate(without)
        assert each.died == sum(_outcome(past) == "lost" for past in without)
        _assert_quartiles(each.took, _times(done, place, number), 0.001)


def _check_closings(session: Session, cast: Cast, asked: Asked, chosen: list[Past]) -> None:
    found = closings(session, cast.anna, asked, ZONE)
    closed = [past for past in chosen if _outcome(past) in ("won", "lost")]
    expected = Counter((start_of(found.unit, _local_day(past)), past.ending[0]) for past in closed)
    told = {(span.first, status): number for span in found.spans for status, number in span.counts.items() if number}
    assert told == expected
    for span in found.spans:
        won = [
            past for past in closed if past.ending[0] == "won" and start_of(found.unit, _local_day(past)) == span.first
        ]
        assert {code: minor for code, minor in span.won_amounts.items() if minor} == _amounts(won)


def _check_people(session: Session, world: World, asked: Asked, pasts: list[Past], question: Question) -> None:
    found = {each.member_id: each for each in people(session, world.cast.anna, asked)}
    for number, member_id in enumerate(world.members):
        theirs = [past for past in pasts if question.counts(past) and past.responsible == number]
        outcomes = Counter(_outcome(past) for past in theirs if _outcome(past) != "moved")
        assert (found[member_id].deals if member_id in found else Counter()) == outcomes
    seen = [past for past in pasts if not past.binned] if question.members is None or 0 in question.members else []
    anna = found.get(world.members[0])
    assert (anna.ticks if anna else 0) == sum(
        stands and question.holds(past.created_at + timedelta(hours=hours))
        for past in seen
        for _step, hours, stands in past.ticks
    )
    assert (anna.tasks if anna else 0) == sum(
        past.task_done is not None and question.holds(past.created_at + timedelta(hours=past.task_done))
        for past in seen
        if past.stays[-1][0] != AWAY
    )


def _asked(world: World, question: Question) -> Asked:
    since, until = (
        None if hours is None else START + timedelta(hours=hours) for hours in (question.since, question.until)
    )
    members = None if question.members is None else [world.members[number] for number in question.members]
    return Asked(world.cast.process_id, question.basis, since, until, members)


def _outcome(past: Past) -> str:
    return "moved" if past.stays[-1][0] == AWAY else past.ending[0]


def _stages(past: Past) -> set[int]:
    return {stage for stage, _hours in past.stays}


def _furthest(past: Past) -> int:
    return max((stage for stage in _stages(past) if stage in LIVE), default=-1)


def _amounts(pasts: object) -> dict[str, int]:
    total: Counter[str] = Counter()
    for past in pasts:  # type: ignore[attr-defined]  # lists and generators of pasts
        total[past.amount[1]] += past.amount[0] or 0
    return {currency: minor for currency, minor in total.items() if minor}


def _win_rate(pasts: list[Past]) -> tuple[int, int]:
    outcomes = Counter(map(_outcome, pasts))
    return outcomes["won"], outcomes["won"] + outcomes["lost"]


def _tick(past: Past, number: int) -> datetime | None:
    hours = next((hours for step, hours, stands in past.ticks if step == number and stands), None)
    return None if hours is None else past.created_at + timedelta(hours=hours)


def _times(done: list[Past], place: int, number: int) -> list[float]:
    times = []
    for past in done:
        entered = min(entered for stage, entered, _left in past.visits if stage == place)
        at = _tick(past, number)
        if at is not None and (past.closed_at is None or at <= past.closed_at):
            times.append(max((at - entered).total_seconds(), 0))
    return times


def _local_day(past: Past):  # type: ignore[no-untyped-def]  # a date; all those who ask have been closed
    return past.closed_at.astimezone(ZoneInfo(ZONE)).date()  # type: ignore[union-attr]  # see above


def _assert_quartiles(found: Quartiles | None, lengths: list[float], within: float) -> None:
    if found is None:
        assert lengths == []
        return
    expected = quantiles(lengths, n=4, method="inclusive") if len(lengths) > 1 else lengths * 3
    assert found.count == len(lengths)
    assert [found.lower, found.median, found.upper] == pytest.approx(expected, abs=within)
