"""The list of records as a page: its view, its filter in words, its rows, and what may be done with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi.responses import Response
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.conditions.tree import All, Node
from stepmark.conditions.words import sentence
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text
from stepmark.queries.list_filters import filter_labels, list_filter, mended, shown_by
from stepmark.queries.list_scope import ListQuery, Scope
from stepmark.queries.record_lists import can_be_set, record_list
from stepmark.queries.views import Views, views_of
from stepmark.queries.visible import asks_for_archived
from stepmark.web.caller import Caller
from stepmark.web.formats import shown
from stepmark.web.list_addresses import Address, address_in
from stepmark.web.quick_filters import parts_of, quick_filters
from stepmark.web.render import page


@dataclass(frozen=True)
class Chip:
    """One condition of the filter in words, and the list without it."""

    text: str
    without: str
    is_broken: bool


def table_page(caller: Caller, kind: Kind) -> Response:
    """The list that the query string asks for."""
    with caller.reading() as session:
        views = views_of(session, caller.actor, kind)
        address, refused = _address(caller, kind, views)
        listed = record_list(session, caller.actor, kind, address.asked)
        context: dict[str, Any] = {
            "kind": kind,
            "to": address,
            "asked": address.asked,
            "views": views,
            "listed": listed,
            "refused": refused,
            "is_narrowed": bool(address.asked.q or parts_of(address.asked.tree)),
            "quick": [
                (each.label, address.toggled(each.node), each.node in parts_of(address.asked.tree))
                for each in quick_filters(kind)
            ],
            "chips": chips_of(session, caller, address, listed.scope),
            "mend": mend_of(address, listed.scope),
            "may_change_view": address.view is not None and address.view.may_change(caller.actor),
            "shows_archived": asks_for_archived(listed.scope.filter.conditions),
            "settable": [each for each in listed.scope.fields[kind.name].values() if can_be_set(each, kind)],
        }
    return page(caller, "records/index.html", nav=kind.plural, **context)


def chips_of(session: Session, caller: Caller, address: Address, scope: Scope) -> list[Chip]:
    """The filter, condition by condition; those of a quick filter are to be seen there."""
    found = scope.filter
    words = shown_by(filter_labels(session, caller.actor, found.conditions), shown)
    parts = parts_of(address.asked.tree)
    chips = []
    quick = [each.node for each in quick_filters(scope.kind)]
    for number, part in enumerate(parts):
        if part in quick:
            continue
        own = list_filter(caller.actor, scope.kind, part, scope.fields, found.asking).conditions
        without = address.with_asked(tree=All(all=parts[:number] + parts[number + 1 :]))
        chips.append(Chip(sentence(own, words), without.url, bool(own.broken)))
    return chips


def mend_of(address: Address, scope: Scope) -> dict[str, Any] | None:
    """What of the list no longer means anything, and the list without it; None when all is well."""
    broken: Mapping[str, Text] = scope.filter.conditions.broken
    if not broken and not scope.lost_columns:
        return None
    kept = tuple(key for key in address.asked.columns if key not in scope.lost_columns)
    whole = address.with_asked(tree=_tree_without(address.asked.tree, broken), columns=kept)
    return {"faults": list(broken.values()), "columns": scope.lost_columns, "url": whole.url}


def _address(caller: Caller, kind: Kind, views: Views) -> tuple[Address, Text]:
    """The list asked for; one without a filter, and the reason, when the filter makes no sense."""
    try:
        return address_in(kind, caller.request.query_params, views), ""
    except Invalid as refused:
        return Address(kind, ListQuery()), refused.detail


def _tree_without(tree: Node, broken: Mapping[str, Text]) -> Node:
    return mended(tree, broken) if broken else tree
