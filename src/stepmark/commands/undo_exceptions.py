"""The exceptions list as it was before a change."""

from collections.abc import Iterator, Sequence

from stepmark.catalogue.points import Point
from stepmark.commands.exceptions import list_points, unlist
from stepmark.commands.work import Work
from stepmark.domain.history import History
from stepmark.platform.i18n import Text
from stepmark.queries.exceptions import entries_by_key


def touched_exceptions(work: Work, events: Sequence[History]) -> Iterator[Text]:
    """The phones and e-mails that are not on or off the list as the change left them."""
    after = {point: event.name == "exception.added" for event, point in _told(events)}
    on_the_list = entries_by_key(work.session, after)
    yield from (point.text for point, was_listed in after.items() if (point.key in on_the_list) is not was_listed)


def exceptions_back(work: Work, events: Sequence[History]) -> None:
    """Take back what the events say of the list, the newest first. Whose change it is need not administer it."""
    for event, point in reversed(list(_told(events))):
        if event.name == "exception.deleted":
            list_points(work, [point], event.changes["why"][0], event.deal_id)
        elif entry := entries_by_key(work.session, [point]).get(point.key):
            unlist(work, entry)


def _told(events: Sequence[History]) -> Iterator[tuple[History, Point]]:
    for event in events:
        if event.kind == "exception":
            was, is_now = zip(*(event.changes[key] for key in ("type", "text")), strict=True)
            yield event, Point(*(is_now if event.name == "exception.added" else was))
