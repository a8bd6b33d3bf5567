"""The stored shape of conditions: all of, any of, not, and comparisons of a field with a value."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictStr,
    Tag,
    TypeAdapter,
    ValidationError,
)

from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import printable

MOST_NODES = 200
DEEPEST = 6
Read = TypeVar("Read")


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class All(_Node):
    """`{"all": […]}` holds when each of its nodes does, and so an empty one always."""

    all: tuple["Node", ...]


class AnyOf(_Node):
    """`{"any": […]}` holds when one of its nodes does, and so an empty one never."""

    any: tuple["Node", ...]


class Not(_Node):
    """`{"not": …}` holds when its node does not."""

    node: "Node" = Field(alias="not")


class Comparison(_Node):
    """`{"field": "amount", "op": "greater", "value": "10000"}`; `"before": true` reads the value before the change."""

    field: StrictStr = Field(max_length=200)
    op: StrictStr = Field(max_length=40)
    value: Any = None
    before: StrictBool = False


_TAGS = {"all": "All", "any": "AnyOf", "not": "Not", "field": "Comparison"}


def _tag(raw: Any) -> str | None:
    if isinstance(raw, _Node):
        return type(raw).__name__
    return next((tag for key, tag in _TAGS.items() if key in raw), None) if isinstance(raw, dict) else None


Node = Annotated[
    Annotated[All, Tag("All")]
    | Annotated[AnyOf, Tag("AnyOf")]
    | Annotated[Not, Tag("Not")]
    | Annotated[Comparison, Tag("Comparison")],
    Discriminator(_tag),
]
_NODE: TypeAdapter[Node] = TypeAdapter(Node)
ALWAYS = All(all=())


def read_tree(raw: Any) -> Node:
    """The tree of what was stored or sent; raises Invalid, by the place of what can't be read, such as `all/1`."""
    _refuse_what_is_too_large(raw)
    try:
        return _NODE.validate_python(raw)
    except ValidationError as error:
        raise Invalid({_place(fault["loc"]): _SHAPE for fault in error.errors()}) from None


def dump_tree(tree: Node) -> dict[str, Any]:
    """The stored shape of a tree."""
    return tree.model_dump(by_alias=True, exclude_defaults=True, mode="json")


class Reading(ABC, Generic[Read]):
    """A way to read a tree: what becomes of each comparison, and of nodes that were read already."""

    def of(self, node: Node, place: str = "") -> Read:
        """What the node reads as. A place names a node by the way to it, such as `all/1/not`."""
        match node:
            case Comparison():
                return self.comparison(place, node)
            case Not():
                return self.negation(self.of(node.node, at(place, "not")))
            case All():
                return self.all([self.of(each, at(place, "all", n)) for n, each in enumerate(node.all)])
            case AnyOf():
                return self.any([self.of(each, at(place, "any", n)) for n, each in enumerate(node.any)])

    @abstractmethod
    def comparison(self, place: str, comparison: Comparison) -> Read:
        """A leaf."""

    @abstractmethod
    def all(self, nodes: Sequence[Read]) -> Read:
        """All of them."""

    @abstractmethod
    def any(self, nodes: Sequence[Read]) -> Read:
        """At least one of them."""

    @abstractmethod
    def negation(self, node: Read) -> Read:
        """Not this one."""


def at(place: str, *steps: str | int) -> str:
    """A place below another one: `at("all/1", "value")` is `all/1/value`."""
    return "/".join([*([place] if place else []), *map(str, steps)])


def _refuse_what_is_too_large(raw: Any) -> None:
    """Bound the tree before anything recurses into it."""
    nodes, found = [(raw, 1)], 0
    while nodes:
        node, depth = nodes.pop()
        found += 1
        if found > MOST_NODES:
            raise Invalid({"": _("At most %(limit)s conditions and groups are allowed.", limit=MOST_NODES)})
        if depth > DEEPEST:
            raise Invalid({"": _("Groups may stand at most %(limit)s deep inside each other.", limit=DEEPEST)})
        nodes += [(each, depth + 1) for each in _nodes_in(node)[:MOST_NODES]]


def _nodes_in(raw: Any) -> list[Any]:
    if not isinstance(raw, dict):
        return []
    groups = [raw[key] for key in ("all", "any") if isinstance(raw.get(key), list | tuple)]
    return [each for group in groups for each in group] + ([raw["not"]] if "not" in raw else [])


def _place(location: tuple[str | int, ...]) -> str:
    steps = [step for step in location if step not in _TAGS.values()]
    return at("", *(printable(str(step)) for step in steps))


_SHAPE: Text = _(
    "A condition is {“all”: […]}, {“any”: […]}, {“not”: …}, or {“field”: …, “op”: …, “value”: …}, and nothing else."
)
