"""A text with its placeholders filled in, and what one should know about it."""

import re
from collections.abc import Callable, Iterator
from io import StringIO
from typing import NamedTuple

from stepmark.automation.placeholders.filters import MOST_PRINTED, too_long
from stepmark.automation.placeholders.language import Context, Reading, Template, as_markup, blamed, parsed
from stepmark.automation.placeholders.names import Placeholder, find_placeholder
from stepmark.automation.placeholders.scope import Scope
from stepmark.automation.placeholders.syntax import not_understood
from stepmark.catalogue.types.base import ValueFault
from stepmark.platform.i18n import Text, _, speaking
from stepmark.platform.text import printable

MOST_WARNINGS = 20
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Rendered(NamedTuple):
    """The text, without control characters but for tabs and line ends; `warnings` say what has printed nothing."""

    text: str
    warnings: tuple[Text, ...] = ()


def render(text: str, scope: Scope, *, html: bool = False, escaped: Callable[[str], str] | None = None) -> Rendered:
    """Fill in the placeholders as the workspace writes dates, numbers and money; what they print in `html` is escaped,
    or as `escaped` does it.

    A field that is empty, or gone since the text was saved, prints nothing and gives a warning. Raises ValueFault for a
    text that is not understood, that reckons with what is no number, or that grows without bounds.
    """
    template = parsed(text)
    found = {reading: _found(reading, scope) for reading in template.readings}
    known = [each for each in found.values() if isinstance(each, Placeholder)]
    with speaking(scope.batch.locale, scope.batch.time_zone):
        context = Context(template.liquid, scope.names(known), escaped or (as_markup if html else str))
        written = _written(template, context)
    warnings = dict.fromkeys(_warnings(template, context.empty, found))
    return Rendered(_clean(written), tuple(warnings)[:MOST_WARNINGS])


class _Paper(StringIO):
    """Holds what is printed, up to a bound."""

    def write(self, text: str) -> int:
        if self.tell() + len(text) > MOST_PRINTED:
            raise too_long()
        return super().write(text)


def _found(reading: Reading, scope: Scope) -> Placeholder | ValueFault:
    try:
        return find_placeholder(reading.names, scope.batch.kind, scope.batch.fields, scope.extra)
    except ValueFault as fault:
        return fault


def _written(template: Template, context: Context) -> str:
    paper = _Paper()
    try:
        template.liquid.render_with_context(context, paper)
    except ValueFault:
        raise
    except Exception as error:  # a stranger's text is carried out: whatever goes wrong in it is the text's fault
        raise not_understood(template.text, blamed(error, template.tags)) from None
    return paper.getvalue()


def _warnings(template: Template, empty: list[int], found: dict[Reading, Placeholder | ValueFault]) -> Iterator[Text]:
    for start in empty:
        tag = next(each for each in template.tags if each.start == start)
        inside = [found[each] for each in template.readings if tag.start <= each.start < tag.end]
        if not inside:
            yield _("“%(tag)s” prints nothing.", tag=printable(tag.text))
        for each in inside[:1]:
            yield each.text if isinstance(each, ValueFault) else _("“%(field)s” is empty.", field=each.label)


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
