"""The time that deals spend in each stage as a drawing."""

from babel.units import format_unit
from sqlalchemy.orm import Session

from stepmark.platform.i18n import _, locale
from stepmark.queries.reports.figures import Quartiles
from stepmark.queries.reports.stage_times import StageTime, stage_times
from stepmark.web.charts.rows import Item, draw_rows
from stepmark.web.charts.scale import Scale, scale_for
from stepmark.web.formats import number
from stepmark.web.reports.picture import Fact, Picture, View
from stepmark.web.reports.tables import Cell, Table, count, named, took
from stepmark.web.reports.words import DAY, short, span

DEFINITIONS = (
    _("A stay lasts from entering the stage to leaving it, or to the deal’s closing. A deal that returns stays anew."),
    _("Median: half of the stays were shorter. Middle half: without the shortest quarter and the longest one."),
    _("Open now: the stays that go on, and how long ago half of them began at least."),
    _("Days are days of the calendar, not working days. Deleted stages are left out."),
)
_FURTHEST = 3
_MARKS = (
    ("line", _("Median")),
    ("ring", _("Open now, median")),
    ("beyond", _("Open now, median beyond the scale")),
)


def picture(session: Session, view: View) -> Picture:
    """Median and middle half of each stage's stays."""
    found = stage_times(session, view.actor, view.asked)
    scale = scale_for(_reach(found), whole=False)
    chart = draw_rows([_item(each, scale) for each in found], scale, _tick_texts(scale))
    looks = {look for row in chart.rows for look in (mark.look for mark in row.marks)}
    legend = [("plain", _("Middle half of the finished stays")), *(mark for mark in _MARKS if mark[0] in looks)]
    return Picture(_facts(found), chart, legend, _table(found), DEFINITIONS, not any(map(_is_known, found)))


def _reach(found: list[StageTime]) -> list[float]:
    """What the scale must hold, in days. Deals forgotten for years would press everything else to its beginning."""
    finished = [each.finished.upper / DAY for each in found if each.finished]
    lasting = [each.lasting.median / DAY for each in found if each.lasting]
    return [*finished, *(days for days in lasting if not finished or days <= _FURTHEST * max(finished))]


def _item(each: StageTime, scale: Scale) -> Item:
    finished, lasting = each.finished, each.lasting
    return Item(
        each.stage.name,
        span(finished.median) if finished else "–",
        [("plain", finished.lower / DAY, finished.upper / DAY)] if finished else [],
        [*_mark("line", finished, scale), *_mark("ring", lasting, scale)],
    )


def _mark(look: str, of: Quartiles | None, scale: Scale) -> list[tuple[str, float]]:
    if of is None:
        return []
    days = of.median / DAY
    return [(look if days <= scale.top else "beyond", days)]


def _is_known(each: StageTime) -> bool:
    return bool(each.finished or each.lasting)


def _tick_texts(scale: Scale) -> list[str]:
    _zero, *texts = [short(tick) for tick in scale.ticks]
    return [format_unit(0, "duration-day", locale=locale()), *texts]


def _facts(found: list[StageTime]) -> list[Fact]:
    slowest = max((each for each in found if each.finished), key=_median, default=None)
    finished = sum(each.finished.count for each in found if each.finished)
    lasting = sum(each.lasting.count for each in found if each.lasting)
    facts = [Fact(_("Finished stays"), number(finished)), Fact(_("Open now"), number(lasting))]
    if slowest:
        facts.append(Fact(_("Longest median"), f"{slowest.stage.name}, {span(_median(slowest))}"))
    return facts


def _median(each: StageTime) -> float:
    return each.finished.median if each.finished else 0


def _table(found: list[StageTime]) -> Table:
    columns = [
        _("Stage"), _("Finished stays"), _("A quarter took at most"), _("Median"), _("Three quarters took at most"),
        _("Open now"), _("Open for, median"), _("Open for, three quarters at most"),
    ]  # fmt: skip
    return Table(columns, [_row(each) for each in found])


def _row(each: StageTime) -> list[Cell]:
    finished, lasting = each.finished, each.lasting
    return [
        named(each.stage.name),
        count(finished.count if finished else 0),
        *_times(finished),
        count(lasting.count if lasting else 0),
        *_times(lasting)[1:],
    ]


def _times(of: Quartiles | None) -> list[Cell]:
    return [took(seconds) for seconds in ((of.lower, of.median, of.upper) if of else [None] * 3)]
