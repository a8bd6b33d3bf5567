"""A text as an editor shows it: its words, and for each placeholder what people call it."""

from collections.abc import Container, Iterator
from typing import NamedTuple

from stepmark.automation.placeholders.language import Template, parsed
from stepmark.automation.placeholders.names import find_placeholder
from stepmark.automation.placeholders.syntax import Tag
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.conditions.paths import FieldsByKind


class Piece(NamedTuple):
    """Words, or code: a placeholder with its `label`, one that means nothing here any more, or a tag."""

    text: str
    label: str = ""
    is_code: bool = False
    is_gone: bool = False


def pieces_of(text: str, kind: Kind, fields_by_kind: FieldsByKind, extra: Container[str] = ()) -> list[Piece]:
    """The text from its beginning to its end; as it was typed where it is not understood."""
    try:
        return list(_pieces(parsed(text), kind, fields_by_kind, extra))
    except ValueFault:
        return [Piece(text)]


def _pieces(template: Template, kind: Kind, fields_by_kind: FieldsByKind, extra: Container[str]) -> Iterator[Piece]:
    done = 0
    for tag in template.tags:
        if tag.start > done:
            yield Piece(template.text[done : tag.start])
        label = _label(template, tag, kind, fields_by_kind, extra) if tag.prints else ""
        yield Piece(tag.text, label, is_code=True, is_gone=tag.prints and not label)
        done = tag.end
    if done < len(template.text):
        yield Piece(template.text[done:])


def _label(template: Template, tag: Tag, kind: Kind, fields_by_kind: FieldsByKind, extra: Container[str]) -> str:
    """What the first field in it is called; what it says where it reads none."""
    first = next((each for each in template.readings if tag.start <= each.start < tag.end), None)
    try:
        return find_placeholder(first.names, kind, fields_by_kind, extra).label if first else tag.inner
    except ValueFault:
        return ""
