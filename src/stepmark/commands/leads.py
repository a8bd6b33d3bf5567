"""Leads: what is done with deals, of their own kind; and those that are turned away."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import LEAD
from stepmark.catalogue.points import Point
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.values import parse
from stepmark.commands.deals import create_deal, delete_deal, restore_deal, update_deal
from stepmark.commands.values import fields_for
from stepmark.commands.work import Work
from stepmark.domain.exceptions import ExceptionEntry
from stepmark.platform.text import printable
from stepmark.queries.exceptions import entries_by_key

create_lead = partial(create_deal, kind=LEAD)
update_lead = partial(update_deal, kind=LEAD)
delete_lead = partial(delete_deal, kind=LEAD)
restore_lead = partial(restore_deal, kind=LEAD)


def who_is_barred(work: Work, raw: Mapping[str, Any]) -> ExceptionEntry | None:
    """The entry of the exceptions list because of which no lead is to come in by itself; people may add one by hand."""
    fields = {key: field for key, field in fields_for(work, LEAD).items() if field.point and raw.get(key)}
    points = [point for key, field in fields.items() for point in _points(work, field, raw[key])]
    return next(iter(entries_by_key(work.session, points).values()), None)


def turn_away(work: Work, raw: Mapping[str, Any]) -> ExceptionEntry | None:
    """Keep in the history that somebody on the exceptions list came, and which lead was not made; None if nobody is."""
    entry = who_is_barred(work, raw)
    if entry is not None:
        title = printable(str(raw.get("title", "")), 300)
        work.happened("exception.turned-away", "exception", entry.id, {"title": (None, title)}, label=entry.text)
    return entry


def _points(work: Work, field: Field, raw: Any) -> list[Point]:
    """Those that can be read; for what can't, the lead itself is refused."""
    try:
        return [Point(field.point, text) for text in parse(field, raw, work.reader) or ()]
    except ValueFault:
        return []
