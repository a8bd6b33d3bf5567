"""Drawings of one row for each thing: a label, and below it bars and marks along a scale."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from stepmark.web.charts.scale import Scale
from stepmark.web.charts.texts import LINE, clipped

ROW, LABEL, BAR, AXIS = 3.0, 1.0, 1.0, 2.0
_LEAST_LABEL = 12


@dataclass(frozen=True)
class Item:
    """What is to be drawn: spans as (look, begin, end) and marks as (look, place), all in the scale's unit."""

    label: str
    note: str = ""
    spans: Sequence[tuple[str, float, float]] = ()
    marks: Sequence[tuple[str, float]] = ()


@dataclass(frozen=True)
class Bar:
    """A bar from `x`, `width` wide, in percent."""

    look: str
    x: float
    width: float


@dataclass(frozen=True)
class Mark:
    """A mark at `x`, in percent."""

    look: str
    x: float


@dataclass(frozen=True)
class Row:
    """One drawn row; `label_y` is the label's base line, `y` the bars' upper edge."""

    label: str
    note: str
    label_y: float
    y: float
    bars: list[Bar]
    marks: list[Mark]


@dataclass(frozen=True)
class Rows:
    """The whole drawing, `height` em high; `ticks` are (percent, text) along its foot."""

    kind: str = field(default="rows", init=False)
    rows: list[Row]
    ticks: list[tuple[float, str]]
    height: float
    foot: float
    bar: float = BAR


def stacked(parts: Iterable[tuple[str, float]]) -> list[tuple[str, float, float]]:
    """Spans that follow one another, from (look, length)."""
    looks, lengths = zip(*parts, strict=True)
    return [(look, *ends) for look, ends in zip(looks, pairwise(accumulate(lengths, initial=0.0)), strict=True)]


def draw_rows(items: Sequence[Item], scale: Scale, tick_texts: Sequence[str]) -> Rows:
    """Row below row in the order given, and the scale at the foot."""
    rows = [_row(item, number * ROW, scale) for number, item in enumerate(items)]
    foot = len(items) * ROW
    ticks = [(scale.at(tick), text) for tick, text in zip(scale.ticks, tick_texts, strict=True)]
    return Rows(rows, ticks, foot + AXIS, foot)


def _row(item: Item, top: float, scale: Scale) -> Row:
    note = clipped(item.note)
    label = clipped(item.label, max(LINE - len(note) - 1, _LEAST_LABEL))
    bars = [_bar(look, scale.at(begin), scale.at(end)) for look, begin, end in item.spans if end > begin]
    marks = [Mark(look, scale.at(place)) for look, place in item.marks]
    return Row(label, note, top + LABEL, top + LABEL + 0.5, bars, marks)


def _bar(look: str, begin: float, end: float) -> Bar:
    return Bar(look, begin, round(end - begin, 3))
