"""Ticking and unticking by hand."""

import pytest

from stepmark.commands.ticks import tick_step, untick_step
from stepmark.platform.errors import Problem
from tests.cast import Cast


@pytest.mark.row("L22", "A3")
def test_a_bound_step_demands_its_field(cast: Cast) -> None:
    cast.field("budget")
    cast.bind("custom.budget", cast.steps[0])
    deal = cast.deal()
    with pytest.raises(Problem) as refused:
        cast.run(tick_step, deal, cast.steps[0])
    assert (refused.value.type, refused.value.field) == ("field-required", "custom.budget")
    assert cast.ticked(deal) == set()


def test_the_value_given_with_the_tick_fills_the_field_and_ticks_once(cast: Cast) -> None:
    cast.field("budget")
    cast.bind("custom.budget", cast.steps[0])
    deal = cast.deal()
    cast.run(tick_step, deal, cast.steps[0], value="5")
    tick = cast.checklist(deal).stages[0].steps[0].tick
    assert tick is not None
    assert tick.cause == "person"


def test_a_hand_untick_stands_though_the_field_is_filled(cast: Cast) -> None:
    cast.field("budget")
    cast.bind("custom.budget", cast.steps[0])
    deal = cast.deal(custom__budget=5)
    assert cast.ticked(deal) == {cast.steps[0]}
    cast.run(untick_step, deal, cast.steps[0])
    assert cast.ticked(deal) == set()
