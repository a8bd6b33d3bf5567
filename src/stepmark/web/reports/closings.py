"""Deals won and lost over time as a drawing."""

from babel.dates import format_date
from sqlalchemy.orm import Session

from stepmark.platform.i18n import Text, _, locale
from stepmark.queries.reports.closings import Closings, Span, Unit, closings
from stepmark.web.charts.columns import Stack, draw_columns
from stepmark.web.charts.scale import Scale, scale_for
from stepmark.web.formats import number
from stepmark.web.reports.picture import Fact, Picture, View
from stepmark.web.reports.tables import Cell, Table, amount_cells, amount_columns, count, currencies_of, named, part
from stepmark.web.reports.words import of_all, percent, share, short

DEFINITIONS = (
    _("A deal counts in the week, month, quarter or year in which it was closed; weeks begin on Monday."),
    _("Win rate: of the deals closed in that time, those won."),
    _("A deal that was opened again counts as open. Amounts are those of won deals, each currency for itself."),
)
_HALVES = Scale((PERCENT_TICKS := scale_for([100]).ticks)[:1] + PERCENT_TICKS[-1:])
_SHORT = {Unit.WEEK: "d MMM", Unit.MONTH: "LLL yy", Unit.QUARTER: "QQQ yy", Unit.YEAR: "y"}
_LONG = {Unit.MONTH: "LLLL y", Unit.QUARTER: "QQQ y", Unit.YEAR: "y"}
UNIT_LABELS: dict[Unit, Text] = {
    Unit.WEEK: _("Week"), Unit.MONTH: _("Month"), Unit.QUARTER: _("Quarter"), Unit.YEAR: _("Year"),
}  # fmt: skip


def picture(session: Session, view: View) -> Picture:
    """How many deals were won and lost when."""
    found = closings(session, view.actor, view.asked, view.time_zone)
    scale = scale_for([each.won + each.lost for each in found.spans])
    stacks = [_stack(found.unit, each) for each in found.spans]
    texts = [short(tick) for tick in scale.ticks], [percent(float(tick)) for tick in _HALVES.ticks]
    legend = [("good", _("Won")), ("bad", _("Lost")), ("dot", _("Win rate"))]
    chart = draw_columns(stacks, scale, _HALVES, texts)
    return Picture(_facts(found), chart, legend, _table(found), DEFINITIONS, not found.spans)


def _stack(unit: Unit, each: Span) -> Stack:
    rate = share(each.won, each.won + each.lost)
    return Stack(format_date(each.first, _SHORT[unit], locale()), [("good", each.won), ("bad", each.lost)], rate)


def _facts(found: Closings) -> list[Fact]:
    won, lost = sum(each.won for each in found.spans), sum(each.lost for each in found.spans)
    return [
        Fact(_("Closed"), number(won + lost)),
        Fact(_("Won"), of_all(won, won + lost)),
        Fact(_("Lost"), of_all(lost, won + lost)),
    ]


def _table(found: Closings) -> Table:
    currencies = currencies_of(each.won_amounts for each in found.spans)
    columns: list[Text] = [UNIT_LABELS[found.unit], _("Won"), _("Lost"), _("Win rate"), *amount_columns(currencies)]
    return Table(columns, [_row(found.unit, each, currencies) for each in found.spans])


def _row(unit: Unit, each: Span, currencies: list[str]) -> list[Cell]:
    return [
        named(_name(unit, each)),
        count(each.won),
        count(each.lost),
        part(share(each.won, each.won + each.lost)),
        *amount_cells(each.won_amounts, currencies),
    ]


def _name(unit: Unit, each: Span) -> Text:
    if unit is Unit.WEEK:
        return _("Week of %(day)s", day=format_date(each.first, "d MMM y", locale()))
    return format_date(each.first, _LONG[unit], locale())
