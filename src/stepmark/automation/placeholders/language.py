"""The part of Liquid that a text may use, parsed once: no files, no partials, and bounded in all it can do."""

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple, TextIO

from liquid import BoundTemplate, Environment, RenderContext
from liquid.ast import Node
from liquid.builtin.content import Literal
from liquid.builtin.expressions import FilteredExpression
from liquid.builtin.expressions.filtered import Filter
from liquid.builtin.illegal import Illegal
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.assign_tag import AssignTag
from liquid.builtin.tags.for_tag import ForTag
from liquid.builtin.tags.if_tag import IfTag
from liquid.builtin.tags.unless_tag import UnlessTag
from liquid.exceptions import LiquidError
from liquid.static_analysis import Variable
from markupsafe import escape

from stepmark.automation.placeholders.filters import FILTERS
from stepmark.automation.placeholders.printing import LINE_PARTS, Named, printed
from stepmark.automation.placeholders.syntax import DEEPEST, Tag, line_of, not_understood, tags_of
from stepmark.catalogue.types.base import ValueFault
from stepmark.platform.i18n import _
from stepmark.platform.text import printable

MOST_ROUNDS = 200
MOST_NAMES = 20


class Reading(NamedTuple):
    """One place where a text reads something: the names on the way to it, and where it stands."""

    names: tuple[str, ...]
    start: int


class Template(NamedTuple):
    """A text that was understood."""

    text: str
    tags: tuple[Tag, ...]
    readings: tuple[Reading, ...]
    liquid: BoundTemplate


class Context(RenderContext):
    """What a template is rendered with. `empty` gathers where placeholders have printed nothing.

    `escaped` makes what placeholders print fit for the text, where it must not be markup.
    """

    def __init__(self, template: BoundTemplate, names: dict[str, object], escaped: Callable[[str], str]) -> None:
        super().__init__(template, globals=names)
        self.escaped = escaped
        self.rounds = 0
        self.empty: list[int] = []

    def assign(self, key: str, val: object) -> None:
        """A text may give a few names of its own; each value is bounded by the filters that made it."""
        self.locals[key] = val
        if len(self.locals) > MOST_NAMES:
            raise ValueFault(_("A text may give at most %(limit)s names with “assign”.", limit=MOST_NAMES))

    def get_item(self, obj: Any, key: Any) -> Any:
        """What has parts has no others than these: `size` is a field of it, or nothing."""
        return obj[key] if isinstance(obj, Named) else super().get_item(obj, key)

    def raise_for_loop_limit(self, length: int = 1) -> None:
        """All loops of a text together may go round so often."""
        self.rounds += length
        if self.rounds > MOST_ROUNDS:
            raise ValueFault(_("The loops of this text go round more than %(limit)s times.", limit=MOST_ROUNDS))


@lru_cache(maxsize=512)
def parsed(text: str) -> Template:
    """The text as a template; raises ValueFault, with the line, for what can't be understood."""
    tags = tuple(tags_of(text))
    try:
        liquid = _LANGUAGE.from_string(text)
        found = liquid.analyze(include_partials=False)
    except Exception as error:  # a parser meets a stranger's text: whatever it stumbles over is the text's fault
        raise not_understood(text, blamed(error, tags) or _first_broken(tags)) from None
    _require_known_filters(text, liquid)
    free = list(chain.from_iterable(found.globals.values()))
    own, lines = {id(each) for each in free}, set(_OVER_LINES.findall(text))
    for each in chain.from_iterable(found.variables.values()):
        if not _is_plain(each) or (id(each) not in own and not _is_local(each, lines)):
            raise not_understood(text, _tag_at(each.span.index, tags))
    readings = sorted((Reading(tuple(map(str, each.segments)), each.span.index) for each in free), key=lambda it: it[1])
    return Template(text, tags, tuple(readings), liquid)


def as_markup(text: str) -> str:
    """A value as it stands in HTML."""
    return str(escape(text)).replace("\n", "<br>")


def blamed(error: Exception, tags: Iterable[Tag]) -> Tag | None:
    """The tag that an error of Liquid's is about, if it says so."""
    token = error.token if isinstance(error, LiquidError) else None
    return _tag_at(token.start_index, tags) if token else None


def _tag_at(position: int, tags: Iterable[Tag]) -> Tag | None:
    return next((tag for tag in tags if tag.start <= position < tag.end), None)


def _first_broken(tags: Iterable[Tag]) -> Tag | None:
    """The first placeholder that the parser refuses on its own, for errors that tell of no place."""
    for tag in tags:
        try:
            if tag.prints:
                _LANGUAGE.from_string(tag.text)
        except Exception:  # the same stranger's text as a whole was met with, part by part
            return tag
    return None


class _Printing(OutputNode):
    """A placeholder, which prints as the product does and remembers when it has printed nothing."""

    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        text = printed(self.expression.evaluate(context))
        if not text and isinstance(context, Context):
            context.empty.append(self.token.start_index)
        return buffer.write(context.escaped(text) if isinstance(context, Context) else text)


class _Placeholder(Output):
    node_class = _Printing


class _Language(Environment):
    block_nesting_limit = DEEPEST + 1

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        for tag in (Literal, Illegal, _Placeholder, IfTag, UnlessTag, ForTag, AssignTag):
            self.add_tag(tag)
        self.filters.update(FILTERS)


_LANGUAGE = _Language()
# Which names stand for the products of a record, one after another.
_OVER_LINES = re.compile(r"{%-?\s*for\s+(\w+)\s+in\s+\w+\.lines\b")
_LOOP_PARTS = ("index", "index0", "rindex", "rindex0", "first", "last", "length")


def _is_plain(variable: Variable) -> bool:
    """Whether each name on the way is written out, and none is reckoned."""
    return all(isinstance(each, str) for each in variable.segments)


def _is_local(variable: Variable, lines: Collection[str]) -> bool:
    """Whether it is a name given in the text itself. Only `lines` have parts, as others nobody would load."""
    root, *parts = variable.segments
    known = _LOOP_PARTS if root == "forloop" else LINE_PARTS if root in lines else ()
    return not parts or (len(parts) == 1 and parts[0] in known)


def _require_known_filters(text: str, template: BoundTemplate) -> None:
    for each in _filters(template.nodes, RenderContext(template)):
        line, name = line_of(text, each.token.start_index), printable(each.name)
        if each.name not in FILTERS:
            known = ", ".join(FILTERS)
            raise ValueFault(
                _("Line %(line)s: there is no filter “%(name)s”. These may be used: %(known)s.",
                  line=line, name=name, known=known)
            )  # fmt: skip
        if not _takes(FILTERS[each.name], each):
            raise ValueFault(_("Line %(line)s: “%(name)s” takes another number of values.", line=line, name=name))


def _takes(function: Any, given: Filter) -> bool:
    try:
        inspect.signature(function).bind(None, *given.args)
    except TypeError:
        return False
    return not any(hasattr(each, "name") for each in given.args)


def _filters(nodes: Iterable[Node], context: RenderContext) -> Iterator[Filter]:
    for node in nodes:
        for expression in node.expressions():
            if isinstance(expression, FilteredExpression):
                yield from expression.filters or ()
        yield from _filters(node.children(context), context)
