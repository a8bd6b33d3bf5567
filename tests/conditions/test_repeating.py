"""A date that comes true again and again: Python, SQL and a plain counting of days say the same, in every zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import DEAL
from stepmark.catalogue.types.base import Reader
from stepmark.conditions.check import Conditions, Leaf, compile_conditions
from stepmark.conditions.context import Context
from stepmark.conditions.python import holds
from stepmark.conditions.repeating import Repeating
from stepmark.conditions.sql import where
from stepmark.conditions.tree import read_tree
from stepmark.domain.deals import Deal
from stepmark.queries.condition_values import fields_by_kind, seen_values
from tests.cast import Cast
from tests.conditions.world import TODAY, ZONES

OFFSETS = [-800, -366, -31, -30, -15, -14, -13, -7, -2, -1, 0, 1, 2, 7, 14, 30, 366]
CLOCKS = [(0, 0, 0), (0, 59, 59), (3, 30, 0), (12, 0, 0), (21, 59, 59), (22, 0, 0), (23, 59, 59)]


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("type", ["date", "datetime"])
def test_both_readers_repeat_as_days_are_counted(cast: Cast, type: str) -> None:
    cast.field("due", type)
    values = _values(type)
    deals = {cast.deal(custom__due=value.isoformat()): value for value in values}
    empty = cast.deal()
    with cast.database.reading(cast.anna.workspace_id) as session:

        @settings(suppress_health_check=list(HealthCheck))
        @given(
            st.sampled_from(["days_after", "days_before"]),
            st.sampled_from([0, 1, 2, 3, 7, 14, 30]),
            st.integers(-40, 40).map(lambda shift: TODAY + timedelta(days=shift)),
            st.sampled_from(ZONES),
        )
        def compare(op: str, days: int, today: date, zone: str) -> None:
            context = Context(today, datetime(2026, 10, 25, 12, tzinfo=UTC), zone, "PLN")
            conditions = _repeating(session, op, days, zone)
            shift = -days if op == "days_before" else days
            meant = {deal for deal, value in deals.items() if _is_hit(value, shift, days, today, zone)}
            assert _by_sql(session, conditions, context) == meant
            assert _by_python(session, conditions, context) == meant
            assert empty not in meant

        compare()


def _values(type: str) -> list[Any]:
    """Days about today; as moments, at hours that are another day in another zone."""
    days = [TODAY + timedelta(days=offset) for offset in OFFSETS]
    if type == "date":
        return [*days, date(1, 1, 1), date(9999, 12, 31)]
    moments = [datetime(*day.timetuple()[:3], *CLOCKS[n % len(CLOCKS)], tzinfo=UTC) for n, day in enumerate(days)]
    return [*moments, datetime(2018, 11, 4, 3, tzinfo=UTC), datetime(2011, 12, 30, 10, tzinfo=UTC)]


def _repeating(session: Session, op: str, days: int, zone: str) -> Conditions:
    tree = read_tree({"field": "custom.due", "op": op, "value": days})
    conditions = compile_conditions(tree, DEAL, fields_by_kind(session), Reader(zone, "pl", "PLN"))
    (place, leaf), *_others = conditions.leaves.items()
    assert isinstance(leaf, Leaf)
    return replace(conditions, leaves={place: replace(leaf, operator=Repeating(leaf.operator))})


def _is_hit(value: Any, shift: int, cycle: int, today: date, zone: str) -> bool:
    """Count from the first hit on, by whole cycles, until today is reached or passed."""
    day = value.astimezone(ZoneInfo(zone)).date() if isinstance(value, datetime) else value
    hit, last = day.toordinal() + shift, today.toordinal()
    return last in range(hit, last + 1, max(cycle, 1))


def _by_sql(session: Session, conditions: Conditions, context: Context) -> set[int]:
    return set(session.scalars(select(Deal.id).where(where(conditions, context))))


def _by_python(session: Session, conditions: Conditions, context: Context) -> set[int]:
    records = list(session.scalars(select(Deal)))
    seen = seen_values(session, conditions.paths, records)
    return {record.id for record in records if holds(conditions, seen[record.id], context)}
