"""Scales: round, short, and holding everything."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepmark.web.charts.scale import scale_for

VALUES = st.lists(st.one_of(st.integers(0, 10**30), st.floats(0, 1e15)), max_size=20)


@given(VALUES, st.booleans())
def test_a_scale_holds_all_its_values_in_few_even_steps(values: list[float], whole: bool) -> None:
    scale = scale_for(values, whole=whole)
    steps = {later - earlier for earlier, later in zip(scale.ticks, scale.ticks[1:], strict=False)}
    assert scale.ticks[0] == 0 < scale.top
    assert len(steps) == 1
    assert 2 <= len(scale.ticks) <= 6
    assert all(Decimal(value) <= scale.top for value in values)
    assert all(0 <= scale.at(value) <= 100 for value in values)
    assert not whole or all(tick == tick.to_integral_value() for tick in scale.ticks)


@pytest.mark.parametrize(
    ("largest", "whole", "ticks"),
    [
        (0, True, [0, 1]),
        (1, True, [0, 1]),
        (7, True, [0, 2, 4, 6, 8]),
        (34, True, [0, 10, 20, 30, 40]),
        (1000, True, [0, 200, 400, 600, 800, 1000]),
        (0.3, False, ["0", "0.1", "0.2", "0.3"]),
    ],
)
def test_steps_are_ones_twos_and_fives(largest: float, whole: bool, ticks: list[str]) -> None:
    assert [tick.normalize() for tick in scale_for([Decimal(str(largest))], whole=whole).ticks] == [
        Decimal(tick).normalize() for tick in ticks
    ]


def test_what_lies_beyond_a_scale_is_drawn_at_its_end() -> None:
    scale = scale_for([10])
    assert (scale.at(25), scale.at(-3)) == (100, 0)
