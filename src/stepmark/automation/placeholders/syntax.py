"""Where the placeholders and tags of a text stand; refuses what is not closed, and bounds what the parser is given.

Liquid's own lexer looks for each end anew, and so takes quadratic time over braces that nobody closes.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from stepmark.catalogue.types.base import ValueFault
from stepmark.platform.i18n import _
from stepmark.platform.text import is_storable, printable

MOST_CHARACTERS = 20_000
LONGEST_TAG = 500
MOST_TAGS = 500
DEEPEST = 10
BLOCKS = {"if": "endif", "unless": "endunless", "for": "endfor"}
TAGS = (*BLOCKS, "elsif", "else", *BLOCKS.values(), "assign")

_CLOSERS = {"{{": "}}", "{%": "%}"}
_OPENER = re.compile(r"\{\{|\{%")
_NAME = re.compile(r"\w*")


class Tag(NamedTuple):
    """`{{ … }}` or `{% … %}` as it stands in the text; `inner` is what is between the braces."""

    text: str
    inner: str
    start: int

    @property
    def end(self) -> int:
        """Where the text goes on."""
        return self.start + len(self.text)

    @property
    def prints(self) -> bool:
        """Whether it is a placeholder rather than an instruction."""
        return self.text.startswith("{{")

    @property
    def name(self) -> str:
        """What kind of instruction it is."""
        found = _NAME.match(self.inner)
        return found[0] if found else ""


def tags_of(text: str) -> list[Tag]:
    """Every placeholder and tag in its order; raises ValueFault."""
    if len(text) > MOST_CHARACTERS:
        raise ValueFault(
            _("This text has %(length)s characters; %(limit)s are allowed.", length=len(text), limit=MOST_CHARACTERS)
        )
    if not is_storable(text):
        raise ValueFault(_("This text holds characters that can't be kept (NUL or half of a pair). Remove them."))
    tags = list(_scanned(text))
    if len(tags) > MOST_TAGS:
        raise ValueFault(_("At most %(limit)s placeholders are allowed in one text.", limit=MOST_TAGS))
    _require_closed_blocks(text, tags)
    return tags


def line_of(text: str, position: int) -> int:
    """The number of the line that a position is on, from 1."""
    return text.count("\n", 0, position) + 1


def not_understood(text: str, tag: Tag | None) -> ValueFault:
    """The fault of a tag that the parser refuses."""
    if tag is None:
        return ValueFault(_("The placeholders of this text can't be understood."))
    line = line_of(text, tag.start)
    return ValueFault(_("Line %(line)s: “%(tag)s” can't be understood.", line=line, tag=printable(tag.text)))


def _scanned(text: str) -> Iterator[Tag]:
    position = 0
    while opener := _OPENER.search(text, position):
        start, opened = opener.start(), opener[0]
        end = text.find(_CLOSERS[opened], start + 2)
        if end < 0:
            raise ValueFault(
                _(
                    "Line %(line)s: “%(opened)s” is never closed by “%(closer)s”.",
                    line=line_of(text, start),
                    opened=opened,
                    closer=_CLOSERS[opened],
                )
            )
        position = end + 2
        tag = Tag(text[start:position], text[start + 2 : end].strip("-").strip(), start)
        _require_sense(text, tag)
        yield tag


def _require_sense(text: str, tag: Tag) -> None:
    line = line_of(text, tag.start)
    if len(tag.text) > LONGEST_TAG:
        limit = LONGEST_TAG
        raise ValueFault(_("Line %(line)s: a placeholder is longer than %(limit)s characters.", line=line, limit=limit))
    if not tag.inner:
        raise ValueFault(_("Line %(line)s: “%(tag)s” names no field.", line=line, tag=tag.text))
    if not tag.prints and tag.name not in TAGS:
        known = ", ".join(TAGS)
        raise ValueFault(
            _("Line %(line)s: there is no tag “%(name)s”. These may be used: %(known)s.",
              line=line, name=printable(tag.name or tag.inner), known=known)
        )  # fmt: skip


def _require_closed_blocks(text: str, tags: list[Tag]) -> None:
    opened: list[Tag] = []
    for tag in (each for each in tags if not each.prints):
        if tag.name in BLOCKS:
            opened.append(tag)
        elif tag.name in BLOCKS.values() and (not opened or BLOCKS[opened.pop().name] != tag.name):
            raise _unmatched(text, tag)
        if len(opened) > DEEPEST:
            raise ValueFault(_("Line %(line)s: the tags stand too deep in each other.", line=line_of(text, tag.start)))
    if opened:
        raise _unmatched(text, opened[-1])


def _unmatched(text: str, tag: Tag) -> ValueFault:
    line = line_of(text, tag.start)
    if tag.name not in BLOCKS:
        return ValueFault(_("Line %(line)s: “%(tag)s” closes nothing.", line=line, tag=tag.text))
    closer = "{% " + BLOCKS[tag.name] + " %}"
    return ValueFault(_("Line %(line)s: “%(tag)s” needs a “%(closer)s”.", line=line, tag=tag.text, closer=closer))
