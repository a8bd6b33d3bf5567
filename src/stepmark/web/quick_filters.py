"""Filters that are one click away: conditions that people ask for most."""

from typing import Any, NamedTuple

from stepmark.catalogue.kinds import PRODUCT, SALES, TASK, Kind
from stepmark.conditions.tree import All, Node, read_tree
from stepmark.platform.i18n import Text, _


class QuickFilter(NamedTuple):
    """A condition with its short name."""

    label: Text
    node: Node


def _leaf(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op, **({} if value is None else {"value": value})}


def _quick(label: Text, *leaves: dict[str, Any]) -> QuickFilter:
    return QuickFilter(label, read_tree(leaves[0] if len(leaves) == 1 else {"all": list(leaves)}))


_WEEK = [{"relative": "start_of_week"}, {"relative": "end_of_week"}]
_MONTH = [{"relative": "start_of_month"}, {"relative": "end_of_month"}]
_OPEN_DEAL = _leaf("status", "equal", "open")
_OPEN_TASK = _leaf("done_at", "empty")

MINE = _quick(_("Mine"), _leaf("responsible_id", "equal", "me"))
NEW = _quick(_("Created this week"), _leaf("created_at", "between", _WEEK))
ARCHIVED = _quick(_("Archived"), _leaf("archived_at", "filled"))

_SALE = (
    MINE,
    _quick(_("Open"), _OPEN_DEAL),
    _quick(_("Won"), _leaf("status", "equal", "won")),
    _quick(_("Lost"), _leaf("status", "equal", "lost")),
    _quick(_("Overdue"), _OPEN_DEAL, _leaf("expected_close", "before", {"relative": "today"})),
    _quick(_("Closing this month"), _OPEN_DEAL, _leaf("expected_close", "between", _MONTH)),
    NEW,
)
_QUICK: dict[str, tuple[QuickFilter, ...]] = {
    **{kind.name: _SALE for kind in SALES},
    PRODUCT.name: (
        MINE,
        _quick(_("On sale"), _leaf("active", "equal", True)),
        _quick(_("Not on sale"), _leaf("active", "equal", False)),
        NEW,
    ),
    "invoice": (
        MINE,
        _quick(_("Drafts"), _leaf("status", "equal", "draft")),
        _quick(_("Unpaid"), _leaf("status", "equal", "issued")),
        _quick(_("Overdue"), _leaf("status", "equal", "issued"), _leaf("due_on", "before", {"relative": "today"})),
        _quick(_("Paid"), _leaf("status", "equal", "paid")),
        NEW,
    ),
    "order": (
        MINE,
        _quick(_("Unpaid"), _leaf("paid", "equal", False), _leaf("status", "not_equal", "cancelled")),
        _quick(_("Paid"), _leaf("paid", "equal", True)),
        NEW,
    ),
    TASK.name: (
        MINE,
        _quick(_("Open"), _OPEN_TASK),
        _quick(_("Overdue"), _OPEN_TASK, _leaf("due_at", "before", {"relative": "now"})),
        _quick(_("Due today"), _OPEN_TASK, _leaf("due_at", "on", {"relative": "today"})),
        _quick(_("Done"), _leaf("done_at", "filled")),
        NEW,
    ),
}
# What a list shows to whoever asks for nothing in particular.
_USUAL = {**{kind.name: _OPEN_DEAL for kind in SALES}, TASK.name: _OPEN_TASK}
_STATES: dict[str, dict[str, list[dict[str, Any]]]] = {
    **{kind.name: {each: [_leaf("status", "equal", each)] for each in ("open", "won", "lost")} for kind in SALES},
    TASK.name: {
        "open": [_OPEN_TASK],
        "done": [_leaf("done_at", "filled")],
        "overdue": [_OPEN_TASK, _leaf("due_at", "before", {"relative": "now"})],
    },
}


def quick_filters(kind: Kind) -> tuple[QuickFilter, ...]:
    """The filters that a kind's list offers with one click."""
    archive = (ARCHIVED,) if kind.archivable else ()
    return _QUICK.get(kind.name, (MINE, NEW)) + archive


def usual_filter(kind: Kind) -> Node:
    """The filter of a list that nobody has chosen one for: what is still open."""
    return read_tree({"all": [_USUAL[kind.name]] if kind.name in _USUAL else []})


def state_leaves(kind: Kind, state: str) -> list[dict[str, Any]]:
    """What `state=won` in an address means."""
    return _STATES.get(kind.name, {}).get(state, [])


def parts_of(tree: Node) -> tuple[Node, ...]:
    """The conditions that must all hold, each of which can be taken away by itself."""
    return tree.all if isinstance(tree, All) else (tree,)


def toggled(tree: Node, node: Node) -> Node:
    """The filter with one more condition, or without it if it has it."""
    parts = parts_of(tree)
    return All(all=tuple(each for each in parts if each != node) if node in parts else (*parts, node))
