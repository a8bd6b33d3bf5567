"""The completion of steps as a drawing."""

from sqlalchemy.orm import Session

from stepmark.platform.i18n import _
from stepmark.queries.reports.step_completion import StepFigures, step_completion
from stepmark.web.charts.rows import Item, draw_rows
from stepmark.web.charts.scale import PERCENT
from stepmark.web.formats import number
from stepmark.web.reports.picture import Fact, Picture, View
from stepmark.web.reports.tables import Cell, Table, count, named, part, took
from stepmark.web.reports.words import percent, share

DEFINITIONS = (
    _("Done: of the deals that were in the step’s stage, those that have the step ticked now."),
    _("Median time: from the deal’s first entry into the stage to the tick; 0 for a step that was ticked before."),
    _("Win rate: of the closed deals that were in the stage, those won, with the step ticked and without."),
    _("Lost while open: deals that were in the stage and were lost without the tick."),
    _("A step that goes with winning need not be its cause."),
)


def picture(session: Session, view: View) -> Picture:
    """Done rate, and the win rate with and without each step."""
    found = step_completion(session, view.actor, view.asked)
    chart = draw_rows([_item(each) for each in found], PERCENT, [percent(float(tick)) for tick in PERCENT.ticks])
    legend = [("plain", _("Done")), ("dot", _("Win rate with the tick")), ("ring", _("Win rate without the tick"))]
    is_empty = not any(each.seen for each in found)
    return Picture(_facts(found), chart, legend, _table(found), DEFINITIONS, is_empty)


def _item(each: StepFigures) -> Item:
    done = share(each.done, each.seen)
    rates = (("dot", share(*each.won_with)), ("ring", share(*each.won_without)))
    marks = [(look, rate) for look, rate in rates if rate is not None]
    return Item(each.step.name, percent(done) or "–", [("plain", 0, done or 0)], marks)


def _facts(found: list[StepFigures]) -> list[Fact]:
    seen, done = sum(each.seen for each in found), sum(each.done for each in found)
    facts = [Fact(_("Steps"), number(len(found))), Fact(_("Done in all"), percent(share(done, seen)) or "–")]
    died = max(found, key=lambda each: each.died, default=None)
    if died and died.died:
        facts.append(Fact(_("Most deals lost while open"), f"{died.step.name}, {number(died.died)}"))
    return facts


def _table(found: list[StepFigures]) -> Table:
    columns = [
        _("Step"), _("Stage"), _("Deals in the stage"), _("Ticked"), _("Done"), _("Median time"),
        _("Win rate with it"), _("Win rate without it"), _("Lost while open"),
    ]  # fmt: skip
    return Table(columns, [_row(each) for each in found])


def _row(each: StepFigures) -> list[Cell]:
    return [
        named(each.step.name),
        named(each.stage.name),
        count(each.seen),
        count(each.done),
        part(share(each.done, each.seen)),
        took(each.took.median if each.took else None),
        part(share(*each.won_with)),
        part(share(*each.won_without)),
        count(each.died),
    ]
