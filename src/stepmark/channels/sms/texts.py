"""What goes over the line to any provider: an administrator's text, whose placeholders are encoded for their place.

It knows placeholders, `if` and `unless`, and a few filters: nothing in it can grow without bounds.
"""

import json
import re
from collections.abc import Callable, Mapping
from io import StringIO
from typing import TextIO
from urllib.parse import quote

from liquid import BoundTemplate, Environment, RenderContext, StrictUndefined
from liquid.builtin.content import Literal
from liquid.builtin.filters.string import append, base64_encode, prepend, remove, remove_first, slice_
from liquid.builtin.illegal import Illegal
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.if_tag import IfTag
from liquid.builtin.tags.unless_tag import UnlessTag
from liquid.exceptions import LiquidError
from markupsafe import escape

Encode = Callable[[str], str]
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]+")


class NotUnderstood(Exception):
    """A text that is no template, or names what there is not."""


def written(text: str, values: Mapping[str, str], encode: Encode) -> str:
    """The text with its placeholders filled in. Raises NotUnderstood."""
    try:
        template = _LANGUAGE.from_string(text)
        paper = StringIO()
        template.render_with_context(_Context(template, values, encode), paper)
    except (LiquidError, ValueError, TypeError, RecursionError) as error:
        raise NotUnderstood(str(error)) from None
    return paper.getvalue()


def in_url(value: str) -> str:
    """Encoded for an address."""
    return quote(value, safe="")


def in_header(value: str) -> str:
    """On one line."""
    return _UNSEEN.sub(" ", value)


def in_body(content_type: str) -> Encode:
    """How values are encoded in a body of this type; as they are where it says nothing."""
    sort = content_type.partition(";")[0].strip().lower()
    if sort.endswith("json"):
        return lambda value: json.dumps(value)[1:-1]
    if sort.endswith("x-www-form-urlencoded"):
        return in_url
    return (lambda value: str(escape(value))) if sort.endswith("xml") else str


class _Context(RenderContext):
    def __init__(self, template: BoundTemplate, values: Mapping[str, str], encode: Encode) -> None:
        super().__init__(template, globals=values)
        self.encode = encode


class _Encoded(OutputNode):
    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        text = str(self.expression.evaluate(context))
        return buffer.write(context.encode(text) if isinstance(context, _Context) else text)


class _Placeholder(Output):
    node_class = _Encoded


class _Language(Environment):
    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        for tag in (Literal, Illegal, _Placeholder, IfTag, UnlessTag):
            self.add_tag(tag)
        known = (append, prepend, remove, remove_first, base64_encode)
        self.filters.update({each.__name__: each for each in known} | {"slice": slice_})


_LANGUAGE = _Language(undefined=StrictUndefined)
