"""What products cost on price lists, as it was before a change."""

from collections.abc import Iterator, Sequence

from stepmark.commands.price_lists import prices_as_told, write_prices
from stepmark.commands.work import Work
from stepmark.domain.history import History
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import fold
from stepmark.queries.prices import price_lists

PRICED = "product.priced"


def touched_prices(work: Work, events: Sequence[History]) -> Iterator[Text]:
    """The products whose prices are not as the change left them, and the price lists that are gone since."""
    known = {each.name_folded for each in price_lists(work.session)} | {""} if _of(events) else set()
    last = {event.record_id: event.changes["prices"][1] for event in _of(events)}
    for product_id, after in last.items():
        if prices_as_told(work, product_id) != after:
            yield _("Prices")
    for event in _of(events):
        names = (price["price_list"] for price in event.changes["prices"][0])
        yield from (name for name in names if fold(name) not in known)


def prices_back(work: Work, events: Sequence[History]) -> None:
    """Give products the prices back that they had before the first of these events."""
    first = {event.record_id: event.changes["prices"][0] for event in reversed(_of(events))}
    for product_id, before in first.items():
        write_prices(work, product_id, before)


def _of(events: Sequence[History]) -> list[History]:
    return [event for event in events if event.name == PRICED]
