"""Drawings of columns: parts stand on one another, shares below them, few labels."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepmark.web.charts.columns import GAP, HEIGHT, SHARES, Columns, Stack, draw_columns
from stepmark.web.charts.scale import PERCENT, scale_for

SHARE = st.one_of(st.none(), st.floats(0, 100))


def stack(won: int, lost: int, share: float | None) -> Stack:
    return Stack("Nov 2026", [("good", won), ("bad", lost)], share)


STACKS = st.lists(st.builds(stack, *[st.integers(0, 10**12)] * 2, SHARE))


def drawn(stacks: list[Stack]) -> Columns:
    scale = scale_for([sum(number for _look, number in each.parts) for each in stacks])
    return draw_columns(stacks, scale, PERCENT, ([""] * len(scale.ticks), [""] * len(PERCENT.ticks)))


@given(STACKS)
def test_nothing_leaves_the_drawing(stacks: list[Stack]) -> None:
    drawing = drawn(stacks)
    for box in drawing.boxes:
        assert 0 <= box.x < box.x + box.width <= 100
        assert 0 <= box.y <= box.y + box.height <= HEIGHT + 0.002
    assert all(0 < dot.x < 100 and HEIGHT + GAP <= dot.y <= HEIGHT + GAP + SHARES for dot in drawing.dots)
    assert all(0 < x < 100 for x, _text in drawing.labels)
    assert len(drawing.labels) <= 6


@given(STACKS)
def test_parts_stand_on_one_another(stacks: list[Stack]) -> None:
    scale = scale_for([sum(number for _look, number in each.parts) for each in stacks])
    boxes = iter(drawn(stacks).boxes)
    for each in stacks:
        foot, total = HEIGHT, 0.0
        for _look, number in each.parts:
            if number:
                box = next(boxes)
                assert box.y + box.height == pytest.approx(foot, abs=0.005)
                foot, total = box.y, total + box.height
        assert total == pytest.approx(HEIGHT * scale.at(sum(number for _look, number in each.parts)) / 100, abs=0.01)


@given(STACKS)
def test_dots_are_joined_where_nothing_is_missing_between_them(stacks: list[Stack]) -> None:
    drawing = drawn(stacks)
    neighbours = sum(one.share is not None and other.share is not None for one, other in pairwise(stacks))
    assert len(drawing.dots) == sum(each.share is not None for each in stacks)
    assert len(drawing.lines) == neighbours


@pytest.mark.parametrize(("count", "labels"), [(0, 0), (1, 1), (6, 6), (7, 4), (1000, 6)])
def test_few_columns_are_labelled(count: int, labels: int) -> None:
    assert len(drawn([stack(1, 1, 50)] * count).labels) == labels
