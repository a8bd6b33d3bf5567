"""What may be done with a value on its way into a text: `{{ deal.amount | times: 0.1 }}`.

Liquid's own filters are left out: some of them multiply texts, and none knows money.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stepmark.automation.placeholders import reckoning
from stepmark.automation.placeholders.printing import printed
from stepmark.catalogue.types.base import ValueFault
from stepmark.platform.i18n import _

MOST_PRINTED = 100_000


def too_long() -> ValueFault:
    """The fault of a text that has grown out of all proportion."""
    return ValueFault(_("The text grows beyond %(limit)s characters.", limit=MOST_PRINTED))


def _default(value: object, otherwise: object = "") -> object:
    return value if printed(value) else otherwise


def _append(value: object, text: object) -> str:
    return _bounded(printed(value) + printed(text))


def _prepend(value: object, text: object) -> str:
    return _bounded(printed(text) + printed(value))


def _upcase(value: object) -> str:
    return printed(value).upper()


def _downcase(value: object) -> str:
    return printed(value).lower()


def _capitalize(value: object) -> str:
    text = printed(value)
    return text[:1].upper() + text[1:]


def _strip(value: object) -> str:
    return printed(value).strip()


def _truncate(value: object, length: object = 50, end: object = "…") -> str:
    text, most, ending = printed(value), reckoning.whole(length), printed(end)
    return text if len(text) <= most else text[: max(0, most - len(ending))] + ending


def _replace(value: object, old: object, new: object = "") -> str:
    text, found, instead = printed(value), printed(old), printed(new)
    if not found:
        return text
    if len(text) + text.count(found) * (len(instead) - len(found)) > MOST_PRINTED:
        raise too_long()
    return text.replace(found, instead)


def _join(value: object, glue: object = ", ") -> str:
    parts, between = [printed(each) for each in _several(value)], printed(glue)
    if sum(map(len, parts)) + len(between) * len(parts) > MOST_PRINTED:
        raise too_long()
    return between.join(parts)


def _first(value: object) -> object:
    return next(iter(_several(value)), None)


def _last(value: object) -> object:
    return next(reversed(_several(value)), None)


def _size(value: object) -> int:
    return len(value) if isinstance(value, str) else len(_several(value))


FILTERS: Mapping[str, Callable[..., Any]] = {
    "default": _default, "append": _append, "prepend": _prepend, "replace": _replace, "truncate": _truncate,
    "upcase": _upcase, "downcase": _downcase, "capitalize": _capitalize, "strip": _strip,
    "join": _join, "first": _first, "last": _last, "size": _size,
    "plus": reckoning.plus, "minus": reckoning.minus, "times": reckoning.times, "divided_by": reckoning.divided_by,
    "round": reckoning.round_to, "date": reckoning.written_as,
    "in_words": reckoning.in_words,
}  # fmt: skip


def _bounded(text: str) -> str:
    if len(text) > MOST_PRINTED:
        raise too_long()
    return text


def _several(value: object) -> Sequence[object]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value
    return () if reckoning.is_empty(value) else (value,)
