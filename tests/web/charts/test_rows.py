"""Drawings of rows: bars add up, nothing leaves the drawing, labels stay on their line."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepmark.web.charts.rows import AXIS, ROW, Item, Rows, draw_rows, stacked
from stepmark.web.charts.scale import scale_for
from stepmark.web.charts.texts import LINE, clipped

STACKS = st.lists(st.lists(st.integers(0, 10**24), min_size=3, max_size=3), max_size=8)
LOOKS = ("good", "pale", "bad")


def drawn(stacks: list[list[int]]) -> Rows:
    scale = scale_for([sum(stack) for stack in stacks])
    items = [Item("x", "y", stacked(zip(LOOKS, stack, strict=True)), [("dot", stack[0])]) for stack in stacks]
    return draw_rows(items, scale, [""] * len(scale.ticks))


@given(STACKS)
def test_bars_follow_one_another_and_add_up(stacks: list[list[int]]) -> None:
    scale = scale_for([sum(stack) for stack in stacks])
    for stack, row in zip(stacks, drawn(stacks).rows, strict=True):
        assert all(left.x + left.width == pytest.approx(right.x, abs=0.002) for left, right in pairwise(row.bars))
        assert sum(bar.width for bar in row.bars) == pytest.approx(scale.at(sum(stack)), abs=0.01)
        assert {bar.look for bar in row.bars} <= {look for look, part in zip(LOOKS, stack, strict=True) if part}


@given(STACKS)
def test_nothing_leaves_the_drawing(stacks: list[list[int]]) -> None:
    drawing = drawn(stacks)
    for row in drawing.rows:
        assert 0 < row.label_y < row.y < row.y + drawing.bar <= drawing.foot < drawing.height
        assert all(0 <= bar.x <= bar.x + bar.width <= 100.001 for bar in row.bars)
        assert all(0 <= mark.x <= 100 for mark in row.marks)
    assert all(later.label_y > earlier.y + drawing.bar for earlier, later in pairwise(drawing.rows))


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_the_height_follows_the_number_of_rows(count: int) -> None:
    assert drawn([[1, 2, 3]] * count).height == count * ROW + AXIS


@given(st.text(max_size=400), st.text(max_size=60))
def test_a_label_and_its_note_share_one_line(label: str, note: str) -> None:
    scale = scale_for([1])
    row = draw_rows([Item(label, note)], scale, [""] * len(scale.ticks)).rows[0]
    assert len(row.label) <= LINE
    assert len(row.note) <= LINE
    assert len(row.label) + len(row.note) < LINE or len(row.label) <= 12
    assert "\n" not in row.label + row.note


def test_a_long_text_says_that_it_goes_on() -> None:
    assert clipped("Sale  of\nan engine") == "Sale of an engine"
    assert clipped("Wschodnioeuropejskie Przedsiębiorstwo", 10) == "Wschodnio…"
