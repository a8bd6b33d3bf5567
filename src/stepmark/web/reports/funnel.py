"""The process funnel as a drawing."""

from sqlalchemy.orm import Session

from stepmark.domain.deals import DealStatus
from stepmark.platform.i18n import Text, _
from stepmark.queries.reports.funnel import Funnel, funnel
from stepmark.web.charts.rows import Item, draw_rows
from stepmark.web.charts.scale import scale_for
from stepmark.web.formats import number
from stepmark.web.reports.links import DealLinks
from stepmark.web.reports.picture import Fact, Picture, View
from stepmark.web.reports.tables import Cell, Table, amount_cells, amount_columns, count, currencies_of, named, part
from stepmark.web.reports.words import of_all, share, short

DEFINITIONS = (
    _("Reached: the deal was in this stage or a later one, or was won; so a stage that was jumped counts as reached."),
    _("Of the stage before: how many of the deals that reached the stage before reached this one too."),
    _("Entered: the deal was in this very stage, however often."),
    _("Lost in it: the deal was lost while it stood in this stage."),
    _("Amounts are those of the deals that reached the stage, each currency for itself."),
    _("A deal that moved on to another process counts as far as it got in this one. Deleted stages are left out."),
)


def picture(session: Session, view: View) -> Picture:
    """How many deals got how far."""
    found = funnel(session, view.actor, view.asked)
    steps = [*((each.stage.name, each.reached) for each in found.stages), (str(_("Won")), found.won)]
    scale = scale_for([found.total])
    items = [
        Item(name, of_all(reached, found.total), [("good" if last else "plain", 0, reached)])
        for (name, reached), last in zip(steps, [False] * len(found.stages) + [True], strict=True)
    ]
    chart = draw_rows(items, scale, [short(tick) for tick in scale.ticks])
    legend = [("plain", _("Reached the stage")), ("good", _("Won"))]
    return Picture(_facts(found, view.links), chart, legend, _table(found, view.links), DEFINITIONS, not found.total)


def _facts(found: Funnel, links: DealLinks) -> list[Fact]:
    facts = [
        Fact(_("Deals"), number(found.total), links.to() if not found.moved else None),
        Fact(_("Won"), of_all(found.won, found.total), links.to(DealStatus.WON)),
        Fact(_("Lost"), of_all(found.lost, found.total), links.to(DealStatus.LOST)),
        Fact(_("Open"), of_all(found.open, found.total), links.to(DealStatus.OPEN)),
    ]
    moved = Fact(_("Moved to another process"), of_all(found.moved, found.total))
    return [*facts, moved] if found.moved else facts


def _table(found: Funnel, links: DealLinks) -> Table:
    currencies = currencies_of([*(each.amounts for each in found.stages), found.won_amounts])
    columns: list[Text] = [
        _("Stage"), _("Reached"), _("Of the stage before"), _("Of all"), _("Entered"), _("In it now"), _("Lost in it"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    before = found.total
    for each in found.stages:
        rows.append([
            named(each.stage.name),
            *_reached(each.reached, before, found.total),
            count(each.entered),
            count(each.open, links.to(DealStatus.OPEN, stage_id=each.stage.id)),
            count(each.lost, links.to(DealStatus.LOST, stage_id=each.stage.id)),
            *amount_cells(each.amounts, currencies),
        ])  # fmt: skip
        before = each.reached
    won = [named(_("Won")), *_reached(found.won, before, found.total, links.to(DealStatus.WON)), *[Cell("")] * 3]
    return Table([*columns, *amount_columns(currencies)], [*rows, [*won, *amount_cells(found.won_amounts, currencies)]])


def _reached(reached: int, before: int, total: int, url: str | None = None) -> list[Cell]:
    return [count(reached, url), part(share(reached, before)), part(share(reached, total))]
