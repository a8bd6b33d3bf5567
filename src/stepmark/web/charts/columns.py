"""Drawings of one column for each span of time, and under them one dot for a share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from stepmark.web.charts.scale import FULL, Scale

HEIGHT, GAP, SHARES, AXIS = 11.0, 2.5, 5.0, 2.0
_MOST_LABELS = 6
_FILLED = 0.7


@dataclass(frozen=True)
class Stack:
    """What is to be drawn of one span: parts as (look, number) from the foot up, and a share in percent, if any."""

    label: str
    parts: Sequence[tuple[str, float]]
    share: float | None = None


@dataclass(frozen=True)
class Box:
    """A part of a column: `x` and `width` in percent, `y` and `height` in em."""

    look: str
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True)
class Dot:
    """A share: `x` in percent, `y` in em."""

    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """From one dot to the next one."""

    begin: Dot
    end: Dot


@dataclass(frozen=True)
class Columns:
    """The whole drawing, `height` em high; `ticks` and `share_ticks` are (em, text), `labels` (percent, text)."""

    kind: str = field(default="columns", init=False)
    boxes: list[Box]
    dots: list[Dot]
    lines: list[Line]
    ticks: list[tuple[float, str]]
    share_ticks: list[tuple[float, str]]
    labels: list[tuple[float, str]]
    height: float = HEIGHT + GAP + SHARES + AXIS
    foot: float = HEIGHT
    share_title: float = HEIGHT + GAP - 0.8


def draw_columns(stacks: Sequence[Stack], scale: Scale, shares: Scale, texts: tuple[list[str], list[str]]) -> Columns:
    """Column beside column in the order given; `texts` are those of the two scales' ticks."""
    width = FULL / max(len(stacks), 1)
    dots = [(number, _dot(number, width, shares.at(share))) for number, share in _shares(stacks)]
    return Columns(
        [box for number, stack in enumerate(stacks) for box in _boxes(stack, number * width, width, scale)],
        [dot for _number, dot in dots],
        # A line over spans without a share would claim what nobody measured.
        [Line(one, other) for (first, one), (second, other) in pairwise(dots) if second == first + 1],
        [(_down(scale.at(tick)), text) for tick, text in zip(scale.ticks, texts[0], strict=True)],
        [(_share_down(shares.at(tick)), text) for tick, text in zip(shares.ticks, texts[1], strict=True)],
        _labels(stacks, width),
    )


def _shares(stacks: Sequence[Stack]) -> list[tuple[int, float]]:
    return [(number, stack.share) for number, stack in enumerate(stacks) if stack.share is not None]


def _dot(number: int, width: float, share: float) -> Dot:
    return Dot(round((number + 0.5) * width, 3), _share_down(share))


def _boxes(stack: Stack, left: float, width: float, scale: Scale) -> list[Box]:
    ends = [scale.at(end) for end in accumulate((number for _look, number in stack.parts), initial=0.0)]
    return [
        Box(look, round(left + width * (1 - _FILLED) / 2, 3), round(width * _FILLED, 3), _down(top), _em(top - foot))
        for (look, number), (foot, top) in zip(stack.parts, pairwise(ends), strict=True)
        if number > 0
    ]


def _down(percent: float) -> float:
    return _em(FULL - percent)


def _em(percent: float) -> float:
    return round(HEIGHT * percent / FULL, 3)


def _share_down(percent: float) -> float:
    return round(HEIGHT + GAP + SHARES * (FULL - percent) / FULL, 3)


def _labels(stacks: Sequence[Stack], width: float) -> list[tuple[float, str]]:
    every = -(-len(stacks) // _MOST_LABELS)
    return [
        (round((number + 0.5) * width, 3), stack.label) for number, stack in enumerate(stacks) if number % every == 0
    ]
