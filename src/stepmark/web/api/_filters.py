"""The query of a list's address as a condition: every parameter is a field, or is refused by its name."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import Reader
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.queries.record_filters import filters_of, matching
from stepmark.web.api._caller import ApiCaller

_PAGING = {"limit", "after"}
_SINGULAR = {"email": "emails", "phone": "phones"}


def condition_of(caller: ApiCaller, kind: Kind, fields: Mapping[str, Field]) -> ColumnElement[bool]:
    """What the caller asks for; a bare amount is meant in the `currency` beside it, or in the workspace's."""
    asked = [(key, value) for key, value in caller.request.query_params.multi_items() if key not in _PAGING]
    raw: dict[str, str] = {}
    for name, value in asked:
        key = name if name in fields else _SINGULAR.get(name, name)
        if key in raw:
            raise Invalid({name[:100]: _("“%(field)s” is given twice.", field=name[:100])})
        raw[key] = value
    actor = caller.actor
    reader = Reader(actor.time_zone, actor.locale, raw.get("currency") or actor.currency)
    return matching(kind, filters_of(kind, fields), raw, reader)
