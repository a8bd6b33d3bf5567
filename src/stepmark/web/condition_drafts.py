"""A tree of conditions as it stands in an editor: rows and groups, unfinished ones too, each named by its path.

The root is `c`, its second child `c.1`. A group holds all of, any of or none of its children; `none of` is stored as
`{"not": {"any": […]}}`. What nobody has filled yet is left out of the stored tree.
"""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from starlette.datastructures import FormData

from stepmark.conditions.tree import DEEPEST, MOST_NODES, All, AnyOf, Comparison, Node, Not, at
from stepmark.platform.i18n import Text
from stepmark.web.forms import text_of_form

MODES = ("all", "any", "none")


@dataclasses.dataclass
class Row:
    """One comparison, with the raw value that was typed or stored."""

    field: str = ""
    op: str = ""
    value: Any = None
    before: bool = False
    path: str = ""
    errors: dict[str, Text] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Group:
    """Rows and groups that all, any or none of must hold."""

    mode: str = "all"
    children: list["Row | Group"] = dataclasses.field(default_factory=list)
    path: str = ""
    errors: dict[str, Text] = dataclasses.field(default_factory=dict)

    @property
    def rows(self) -> Iterator[Row]:
        """Every row below."""
        for child in self.children:
            yield from child.rows if isinstance(child, Group) else [child]


def draft_of(tree: Node, root: str = "c") -> Group:
    """A stored tree, to be edited."""
    found = _drafted(tree)
    group = found if isinstance(found, Group) else Group(children=[found])
    return numbered(group, root)


def tree_of(group: Group) -> tuple[dict[str, Any], dict[str, str]]:
    """The stored shape, not checked yet, and for each place in it the path of the row or group that stands there."""
    places: dict[str, str] = {}
    return _stored(group, "", places) or {"all": []}, places


def edited(root: Group, do: str) -> str:
    """Do what a button says ("add:c.1", "group:c", "remove:c.0", "more:c.0"). Returns which input to go on at."""
    verb, _colon, path = do.partition(":")
    name = root.path
    if verb in ("add", "group") and isinstance(group := _at(root, path), Group) and _size(root) < MOST_NODES:
        group.children.append(Row() if verb == "add" else Group(mode="any", children=[Row()]))
        numbered(root, name)
        last = group.children[-1]
        return f"{last.path}.field" if isinstance(last, Row) else f"{last.path}.0.field"
    if verb == "remove" and path != name and (target := _at(root, path)) is not None:
        return _removed(root, target)
    if verb == "more" and isinstance(row := _at(root, path), Row):
        row.value = [*(row.value if isinstance(row.value, list) else []), ""]
        return f"{path}.value"
    return path


def numbered(group: Group, path: str) -> Group:
    """The group with every path below it as it now stands."""
    group.path = path
    for number, child in enumerate(group.children):
        if isinstance(child, Group):
            numbered(child, f"{path}.{number}")
        else:
            child.path = f"{path}.{number}"
    return group


def each_row(group: Group, visit: Callable[[Row], None]) -> Group:
    """The group, after every row was visited."""
    for row in group.rows:
        visit(row)
    return group


def blame(root: Group, errors: dict[str, Text], places: dict[str, str]) -> None:
    """Put each message where its place is: `all/1/value` beside the value of that row."""
    for key, text in errors.items():
        place, _slash, part = key.rpartition("/")
        path = places.get(key) or places.get(place)
        target = (_at(root, path) if path else None) or root
        target.errors[part if isinstance(target, Row) and place in places else ""] = text


def draft_in(form: FormData, root: str) -> Group:
    """The rows and groups of a form by the names of its inputs (`c.mode`, `c.0.field`), without the values yet."""
    names = [name for name in form if name.startswith(f"{root}.")]
    bounded = sorted((name for name in names if name.count(".") <= DEEPEST + 1), key=_numbers)[: MOST_NODES * 12]
    group = Group(_mode(form, root), path=root)
    nodes: dict[str, Group] = {root: group}
    found = 0
    for name in bounded:
        path, _dot, part = name.rpartition(".")
        parent = nodes.get(path.rpartition(".")[0])
        if path in nodes or parent is None or part not in ("mode", "field") or found > MOST_NODES:
            continue
        found += 1
        child: Row | Group = Group(_mode(form, path)) if part == "mode" else Row(text_of_form(form, name))
        child.path = path
        parent.children.append(child)
        if isinstance(child, Group):
            nodes[path] = child
    return group


def _drafted(node: Node) -> Row | Group:
    match node:
        case Comparison():
            return Row(node.field, node.op, node.value, node.before)
        case All():
            return Group("all", [_drafted(each) for each in node.all])
        case AnyOf():
            return Group("any", [_drafted(each) for each in node.any])
        case Not(node=AnyOf(any=nodes)):
            return Group("none", [_drafted(each) for each in nodes])
        case Not():
            return Group("none", [_drafted(node.node)])


def _stored(node: Row | Group, place: str, places: dict[str, str]) -> dict[str, Any] | None:
    places[place] = node.path
    if isinstance(node, Row):
        return _comparison(node) if node.field else None
    inner, mode = (at(place, "not"), "any") if node.mode == "none" else (place, node.mode)
    nodes: list[dict[str, Any]] = []
    for child in node.children:
        stored = _stored(child, at(inner, mode, len(nodes)), places)
        if stored is not None:
            nodes.append(stored)
    if not nodes:
        return None
    group: dict[str, Any] = {mode: nodes}
    return {"not": group} if node.mode == "none" else group


def _comparison(row: Row) -> dict[str, Any]:
    value = {} if row.value in (None, "", []) else {"value": row.value}
    return {"field": row.field, "op": row.op, **value, **({"before": True} if row.before else {})}


def _removed(root: Group, target: Row | Group) -> str:
    """Take it out; one goes on at what has taken its place, else at the button that adds another."""
    parent_path, _dot, number = target.path.rpartition(".")
    parent = _at(root, parent_path)
    assert isinstance(parent, Group)  # noqa: S101 - only a group has children
    parent.children.remove(target)
    numbered(root, root.path)
    index = min(int(number), len(parent.children) - 1)
    return f"{parent.path}.{index}.remove" if parent.children else f"{parent.path}.add"


def _at(root: Group, path: str) -> Row | Group | None:
    if path == root.path:
        return root
    found: Row | Group = root
    for step in path.removeprefix(f"{root.path}.").split("."):
        is_there = isinstance(found, Group) and step.isdecimal() and len(step) < 4 and int(step) < len(found.children)
        if not is_there:
            return None
        found = found.children[int(step)]  # type: ignore[union-attr]  # a group, as was just seen
    return found


def _size(group: Group) -> int:
    return 1 + sum(_size(each) if isinstance(each, Group) else 1 for each in group.children)


def _mode(form: FormData, path: str) -> str:
    mode = text_of_form(form, f"{path}.mode")
    return mode if mode in ("all", "any", "none") else "all"


def _numbers(name: str) -> list[tuple[int, str]]:
    """Children in their order: `c.2` before `c.10`, a group's own inputs before those of its children."""
    return [(int(step), "") if step.isdecimal() and len(step) < 9 else (-1, step) for step in name.split(".")]
