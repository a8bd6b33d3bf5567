"""The figures of each person as a drawing."""

from sqlalchemy.orm import Session

from stepmark.domain.deals import DealStatus
from stepmark.platform.i18n import Text, _
from stepmark.queries.reports.people import PersonFigures, people
from stepmark.web.charts.rows import Item, draw_rows, stacked
from stepmark.web.charts.scale import scale_for
from stepmark.web.formats import number
from stepmark.web.reports.picture import Fact, Picture, View
from stepmark.web.reports.tables import Cell, Table, amount_cells, amount_columns, count, currencies_of, named, part
from stepmark.web.reports.words import of_all, share, short

MOST_DRAWN = 20
DEFINITIONS = (
    _("Deals count for the person who is responsible for them now."),
    _("Win rate: of a person’s closed deals, those won. Amounts are those of won deals, each currency for itself."),
    _("Steps ticked and tasks done: what the person did in the period on deals of this process, whosever they are."),
)
_LOOKS = ((DealStatus.WON, "good"), (DealStatus.OPEN, "pale"), (DealStatus.LOST, "bad"))


def picture(session: Session, view: View) -> Picture:
    """Won, open and lost deals of each person; the drawing has those with the most won ones."""
    found = people(session, view.actor, view.asked)
    drawn = [each for each in found if each.deals.total()][:MOST_DRAWN]
    scale = scale_for([each.deals.total() for each in drawn])
    chart = draw_rows([_item(each) for each in drawn], scale, [short(tick) for tick in scale.ticks])
    legend = [("good", _("Won")), ("pale", _("Open")), ("bad", _("Lost"))]
    return Picture(_facts(found), chart, legend, _table(found, view), DEFINITIONS, not found)


def _item(each: PersonFigures) -> Item:
    note = " · ".join(number(each.deals[status]) for status, _look in _LOOKS)
    return Item(_name(each), note, stacked((look, each.deals[status]) for status, look in _LOOKS))


def _name(each: PersonFigures) -> str:
    return each.name if each.member_id else str(_("Nobody"))


def _facts(found: list[PersonFigures]) -> list[Fact]:
    totals = {status: sum(each.deals[status] for each in found) for status, _look in _LOOKS}
    total = sum(totals.values())
    return [
        Fact(_("Deals"), number(total)),
        *(Fact(label, of_all(totals[status], total)) for status, label in _LABELS),
        Fact(_("Steps ticked"), number(sum(each.ticks for each in found))),
        Fact(_("Tasks done"), number(sum(each.tasks for each in found))),
    ]


_LABELS = ((DealStatus.WON, _("Won")), (DealStatus.OPEN, _("Open")), (DealStatus.LOST, _("Lost")))


def _table(found: list[PersonFigures], view: View) -> Table:
    currencies = currencies_of(each.amounts[DealStatus.WON] for each in found)
    columns: list[Text] = [
        _("Person"), _("Open"), _("Won"), _("Lost"), _("Win rate"), _("Steps ticked"), _("Tasks done"),
    ]  # fmt: skip
    return Table([*columns, *amount_columns(currencies)], [_row(each, view, currencies) for each in found])


def _row(each: PersonFigures, view: View, currencies: list[str]) -> list[Cell]:
    won, lost = each.deals[DealStatus.WON], each.deals[DealStatus.LOST]
    links = view.links.of(each.member_id)
    return [
        named(_name(each)),
        count(each.deals[DealStatus.OPEN], links.to(DealStatus.OPEN)),
        count(won, links.to(DealStatus.WON)),
        count(lost, links.to(DealStatus.LOST)),
        part(share(won, won + lost)),
        count(each.ticks),
        count(each.tasks),
        *amount_cells(each.amounts[DealStatus.WON], currencies),
    ]
