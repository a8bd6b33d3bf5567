"""What the address of a list asks for, and the addresses that lead on from it.

`filter` holds a tree of conditions as JSON, `q` a text to find, `columns` keys joined by commas, `sort` a key with a
minus before it when it runs downwards, `view` a saved view's id, or 0 for none. An address that says nothing of these
opens with the member's own view, else with what is usual. Links from other pages may say `mine=1`, `state=won`,
`stage=3` or `company_id=7` instead of a filter; without `state`, they ask for what is usual among these.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote_plus, urlencode

from starlette.datastructures import FormData, QueryParams

from stepmark.catalogue.kinds import KINDS, Kind, pointers_to
from stepmark.conditions.tree import ALWAYS, All, Node, dump_tree, read_tree
from stepmark.domain.views import SavedView
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.text import printable
from stepmark.queries.list_fields import MOST_COLUMNS
from stepmark.queries.list_filters import tree_of_text
from stepmark.queries.list_scope import ListQuery
from stepmark.queries.record_lists import RecordList
from stepmark.queries.views import Views
from stepmark.web.quick_filters import state_leaves, toggled, usual_filter

# Proxies take lines of 8 kB; a filter as long as that is better saved as a view.
_LONGEST_FILTER = 6_000
LINKS = tuple({pointer.field.key: None for kind in KINDS.values() for pointer in pointers_to(kind)})
CONTENT = ("filter", "q", "columns", "sort")
_SHORT = ("mine", "state", "stage", *LINKS)
_LONGEST_KEY = 200
Parameters = Mapping[str, Any] | QueryParams | FormData


@dataclass(frozen=True)
class Address:
    """A list as an address names it; `view` is the saved view that it began with."""

    kind: Kind
    asked: ListQuery
    view: SavedView | None = None

    @property
    def path(self) -> str:
        """Where the list is."""
        return self.kind.list_path

    @property
    def is_changed(self) -> bool:
        """Whether the list differs from the view that it began with."""
        return self.view is not None and _content(self.asked) != _content(view_query(self.view))

    @property
    def values(self) -> dict[str, str]:
        """What names the list, without the page."""
        if self.view is not None and not self.is_changed:
            return {"view": str(self.view.id)}
        content = _content(self.asked)
        filled = {name: value for name, value in content.items() if value or (name == "filter" and self.view)}
        return {"view": str(self.view.id if self.view else 0), **filled}

    @property
    def url(self) -> str:
        """This very list, from its first page."""
        return self._url(self.values)

    def next(self, listed: RecordList) -> str | None:
        """The page that follows."""
        return self._url({**self.values, "after": listed.records[-1].id}) if listed.has_next else None

    def previous(self, listed: RecordList) -> str | None:
        """The page before."""
        is_there = listed.has_previous and listed.records
        return self._url({**self.values, "before": listed.records[0].id}) if is_there else None

    def sorted_by(self, key: str) -> str:
        """The same list by a column; by the same one the other way round."""
        turned = key == self.asked.sort and not self.asked.descending
        return self.with_asked(sort=key, descending=turned).url

    def toggled(self, node: Node) -> str:
        """The same list with one more condition, or without it."""
        return self.with_asked(tree=toggled(self.asked.tree, node)).url

    def with_asked(self, **changed: Any) -> "Address":
        """The same list asked for otherwise."""
        return replace(self, asked=replace(self.asked, **changed))

    def to(self, page: str, **more: Any) -> str:
        """A page about this list, such as its filter's."""
        return f"/{self.kind.plural}/{page}?{urlencode({**self.values, **more})}"

    def of_view(self, view_id: int) -> str:
        """Another saved view, or with 0 none."""
        return self._url({"view": view_id})

    def _url(self, values: Mapping[str, Any]) -> str:
        return f"{self.path}?{urlencode(values)}"


def address_in(kind: Kind, params: Parameters, views: Views) -> Address:
    """The list that an address or a form names; raises Invalid when its filter can't be understood."""
    asked_for = any(name in params for name in (*CONTENT, *_SHORT))
    view = views.get(_id(params.get("view"))) if "view" in params else None if asked_for else views.default
    if asked_for:
        asked = _asked(params, _tree(kind, params))
    elif view is not None:
        asked = view_query(view)
    else:
        asked = ListQuery(tree=ALWAYS if "view" in params else usual_filter(kind))
    return Address(kind, replace(asked, after=_id(params.get("after")), before=_id(params.get("before"))), view)


def view_query(view: SavedView) -> ListQuery:
    """What a saved view shows."""
    sort, descending = _sort(view.sort)
    return ListQuery(view.q, read_tree(view.filter), tuple(view.columns), sort, descending)


def sort_text(asked: ListQuery) -> str:
    """The sorting as it is written in addresses and views."""
    return f"-{asked.sort}" if asked.descending else asked.sort


def is_too_long(filter: str) -> bool:
    """Whether this filter would make an address that not every server takes; there, a Russian letter counts for six."""
    return len(quote_plus(filter, errors="replace")) > _LONGEST_FILTER


def compact(tree: Node) -> str:
    """A tree as JSON without spaces; empty for the one that lets everything through."""
    return json.dumps(dump_tree(tree), ensure_ascii=False, separators=(",", ":"))


def _content(asked: ListQuery) -> dict[str, str]:
    return {
        "filter": "" if asked.tree == ALWAYS else compact(asked.tree),
        "q": asked.q,
        "columns": ",".join(asked.columns),
        "sort": sort_text(asked),
    }


def _asked(params: Parameters, tree: Node) -> ListQuery:
    sort, descending = _sort(_text(params, "sort"))
    columns = [each.strip() for each in _text(params, "columns").split(",")]
    return ListQuery(
        q=_text(params, "q").strip()[:300],
        tree=tree,
        columns=tuple(each[:_LONGEST_KEY] for each in columns if each)[:MOST_COLUMNS],
        sort=sort,
        descending=descending,
    )


def _tree(kind: Kind, params: Parameters) -> Node:
    raw = _text(params, "filter")
    names_one = any(name in params for name in ("filter", "state", "view"))
    tree = _read(raw) if raw else ALWAYS if names_one else usual_filter(kind)
    leaves = list(_short_leaves(kind, params))
    if not leaves:
        return tree
    parts = (dump_tree(each) for each in (tree.all if isinstance(tree, All) else (tree,)))
    return read_tree({"all": [*parts, *leaves]})


def _short_leaves(kind: Kind, params: Parameters) -> list[dict[str, Any]]:
    mine = [{"field": "responsible_id", "op": "equal", "value": "me"}] if _text(params, "mine") == "1" else []
    links = {key: _id(params.get(key)) for key in LINKS if hasattr(kind.model, key)}
    if kind.has_stages:
        links["stage_id"] = _id(params.get("stage"))
    linked = [{"field": key, "op": "equal", "value": row_id} for key, row_id in links.items() if row_id]
    return [*mine, *linked, *state_leaves(kind, _text(params, "state"))]


def _read(raw: str) -> Node:
    if is_too_long(raw):
        raise Invalid({"filter": _("This filter is too long for an address. Save it as a view, or make it shorter.")})
    return tree_of_text(raw)


def _sort(text: str) -> tuple[str, bool]:
    return text.removeprefix("-")[:_LONGEST_KEY], text.startswith("-")


def _text(params: Parameters, name: str) -> str:
    value = params.get(name, "")
    return printable(value, _LONGEST_FILTER + 1) if isinstance(value, str) else ""


def _id(value: Any) -> int | None:
    is_id = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19
    return int(value) or None if is_id else None
