"""Members named in a text by `@`: kept as their ids, so that a new name is read in old texts too."""

import re
from collections.abc import Mapping
from typing import NamedTuple

_KEPT = re.compile(r"@\[(\d{1,15})\]")


class Piece(NamedTuple):
    """A part of a text: plain, or a member's name."""

    text: str
    is_member: bool


def mentioned(text: str) -> set[int]:
    """The ids of the members whom a kept text names."""
    return {int(found) for found in _KEPT.findall(text)}


def kept(text: str, ids: Mapping[str, int]) -> str:
    """The text with each `@Name` that is a key of `ids` as that member's id; other words after an `@` stay words."""
    longest_first = sorted(ids, key=len, reverse=True)
    if not longest_first or "@" not in text:
        return text
    # Each name is a group of its own: what matches it in another case is not always what folds alike, as with "ı".
    names = "|".join(f"({re.escape(name)})" for name in longest_first)

    def as_id(found: re.Match[str]) -> str:
        return f"@[{ids[longest_first[(found.lastindex or 0) - 1]]}]"

    return re.sub(rf"(?<!\w)@(?:{names})(?!\w)", as_id, text, flags=re.IGNORECASE)


def pieces(text: str, names: Mapping[int, str]) -> list[Piece]:
    """A kept text for showing; who is not among the names stays as kept."""
    parts, end = [], 0
    for found in _KEPT.finditer(text):
        if name := names.get(int(found[1])):
            parts += [Piece(text[end : found.start()], False), Piece(f"@{name}", True)]
            end = found.end()
    return [part for part in (*parts, Piece(text[end:], False)) if part.text]


def written(text: str, names: Mapping[int, str]) -> str:
    """A kept text as its author wrote it, with today's names."""
    return "".join(piece.text for piece in pieces(text, names))
