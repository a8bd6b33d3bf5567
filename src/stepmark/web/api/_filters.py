"""The query of a list's address as a condition: every parameter is a field, or is refused by its name."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, true
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import Reader
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.queries.condition_context import asking
from stepmark.queries.list_fields import readable_fields
from stepmark.queries.list_filters import Filter, list_filter, tree_of_text
from stepmark.queries.record_filters import filters_of, matching
from stepmark.queries.visible import asks_for_archived, in_use
from stepmark.web.api._caller import ApiCaller

_BESIDES = {"limit", "after", "filter"}
_ARCHIVE = frozenset({"archived", "archived_at"})
_SINGULAR = {"email": "emails", "phone": "phones"}


def condition_of(session: Session, caller: ApiCaller, kind: Kind, fields: Mapping[str, Field]) -> ColumnElement[bool]:
    """What the caller asks for; a bare amount is meant in the `currency` beside it, or in the workspace's.

    What is in the archive is left out unless that is asked for.
    """
    asked = [(key, value) for key, value in caller.request.query_params.multi_items() if key not in _BESIDES]
    raw: dict[str, str] = {}
    for name, value in asked:
        key = name if name in fields else _SINGULAR.get(name, name)
        if key in raw:
            raise Invalid({name[:100]: _("“%(field)s” is given twice.", field=name[:100])})
        raw[key] = value
    actor = caller.actor
    reader = Reader(actor.time_zone, actor.locale, raw.get("currency") or actor.currency)
    tree = _tree(session, caller, kind)
    asks = not _ARCHIVE.isdisjoint(raw) or (tree is not None and asks_for_archived(tree.conditions))
    among = in_use(kind.model) if kind.archivable and not asks else true()
    return and_(matching(kind, filters_of(kind, fields), raw, reader), among, tree.where() if tree else true())


def _tree(session: Session, caller: ApiCaller, kind: Kind) -> Filter | None:
    """What the tree in `filter` asks for; a fault is named by its place, such as `filter/all/1/value`."""
    raw = caller.request.query_params.get("filter", "")
    if not raw:
        return None
    asked = asking(session, caller.actor)
    try:
        return list_filter(caller.actor, kind, tree_of_text(raw), readable_fields(session), asked, strict=True)
    except Invalid as refused:
        raise Invalid({f"filter/{place}".rstrip("/"): text for place, text in refused.errors.items()}) from None
