"""Where the placeholders of a Word document stand, though Word has spread them over several runs.

A part of the document becomes a short text of tags and marks: each mark stands for the XML between two tags. What is
repeated or left out is always whole: a row, where a block begins and ends in two cells of it; else whole paragraphs or
rows that hold nothing but the tag; else what stands between two tags of one paragraph.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from stepmark.channels.documents.docx import NotDocx
from stepmark.platform.i18n import _

_PIECES = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([\w:.-]+)")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_WORD = re.compile(r"\{%-?\s*(\w+)")
_MARK = re.compile("\ue000(\\d+)\ue001")
_OURS = str.maketrans("", "", "\ue000\ue001")
# Word writes quotes as typographers do.
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\N{NO-BREAK SPACE}": " "})
_ENDS = {"endif": "if", "endunless": "unless", "endfor": "for"}
_BETWEEN = ("else", "elsif")
_INLINE = ("w:p", "w:r", "w:t", "w:hyperlink", "w:ins", "w:smartTag")
_ROW = "w:tr"
_LINE_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'


class Cut(NamedTuple):
    """A part as a text with marks, and the XML that they stand for, in their order."""

    text: str
    pieces: list[str]


@dataclass
class _Node:
    """An element from its first piece to its last; the document itself has no name."""

    name: str
    first: int
    parent: "_Node | None"
    last: int = 0

    def way(self) -> "list[_Node]":
        return [*(self.parent.way() if self.parent else []), self]


@dataclass
class _Block:
    """An instruction with what belongs to it: (place, whole tag), from its beginning to its end."""

    word: str
    tags: list[tuple[int, str]] = field(default_factory=list)


def cut(xml: str) -> Cut:
    """Take a part apart; raises NotDocx for a block that holds no whole paragraphs or rows."""
    # What is left of a run may begin with a space, which Word drops unless it is told.
    pieces = _PIECES.split(xml.translate(_OURS).replace("<w:t>", '<w:t xml:space="preserve">'))
    places = _gathered(pieces)
    for block in list(_blocks(pieces, places)):
        _settle(block, pieces, places)
    return _marked(pieces)


def filled(text: str, pieces: list[str]) -> str:
    """The XML again, once the tags are filled in."""
    return _MARK.sub(lambda found: pieces[int(found[1])], text)


def as_words(text: str) -> str:
    """A value as it stands between `<w:t>` and `</w:t>`."""
    return html.escape(text.translate(_OURS), quote=False).replace("\n", _LINE_BREAK)


def _gathered(pieces: list[str]) -> dict[int, _Node]:
    """Put each tag whole into the first run that it begins in. Returns the innermost element of each text by place."""
    places: dict[int, _Node] = {}
    paragraphs: dict[int, list[int]] = {}
    node = _Node("", 0, None)
    for number, piece in enumerate(pieces):
        if not piece.startswith("<"):
            if node.name == "w:t":
                places[number] = node
                whose = next((each for each in reversed(node.way()) if each.name == "w:p"), node)
                paragraphs.setdefault(id(whose), []).append(number)
        elif piece.startswith("</"):
            node.last = number
            node = node.parent or node
        elif not piece.endswith("/>") and not piece.startswith("<?"):
            found = _NAME.match(piece)
            node = _Node(found[1] if found else "", number, node)
    for numbers in paragraphs.values():
        _gather(pieces, numbers)
    return places


def _gather(pieces: list[str], numbers: list[int]) -> None:
    whole = "".join(pieces[number] for number in numbers)
    if "{" not in whole:
        return
    starts, at = [], 0
    for number in numbers:
        starts.append(at)
        at += len(pieces[number])
    texts = ["" for _number in numbers]
    owner = [index for index, number in enumerate(numbers) for _char in pieces[number]]
    at = 0
    for found in _TAG.finditer(whole):
        for index in range(at, found.start()):
            texts[owner[index]] += whole[index]
        texts[owner[found.start()]] += found[0]
        at = found.end()
    for index in range(at, len(whole)):
        texts[owner[index]] += whole[index]
    for number, text in zip(numbers, texts, strict=True):
        pieces[number] = text


def _blocks(pieces: list[str], places: dict[int, _Node]) -> Iterator[_Block]:
    """The whole blocks; what does not match is left for the check of the language to tell of."""
    opened: list[_Block] = []
    for number in sorted(places):
        for found in _TAG.finditer(pieces[number]):
            word = _WORD.match(found[0])
            name = word[1] if word else ""
            if name in _ENDS.values():
                opened.append(_Block(name, [(number, found[0])]))
            elif opened and (name in _BETWEEN or _ENDS.get(name) == opened[-1].word):
                opened[-1].tags.append((number, found[0]))
                if name in _ENDS:
                    yield opened.pop()


def _settle(block: _Block, pieces: list[str], places: dict[int, _Node]) -> None:
    ways = [places[number].way() for number, _tag in block.tags]
    depth = next((at for at, level in enumerate(zip(*ways, strict=False)) if len(set(map(id, level))) > 1), None)
    shared = ways[0][depth - 1] if depth is not None else ways[0][-1]
    if depth is None or shared.name in _INLINE:
        return
    if shared.name == _ROW:
        if len(block.tags) > 2:
            raise _not_whole(block)
        for (number, tag), edge in zip(block.tags, (shared.first, shared.last), strict=True):
            pieces[number] = pieces[number].replace(tag, "", 1)
            pieces[edge] = f"{tag}{pieces[edge]}" if edge == shared.first else f"{pieces[edge]}{tag}"
        return
    for (_number, tag), way in zip(block.tags, ways, strict=True):
        unit = way[depth]
        words = [pieces[each] for each in range(unit.first, unit.last) if each in places]
        if "".join(words).strip() != tag.strip():
            raise _not_whole(block)
        pieces[unit.first : unit.last + 1] = [tag, *("" for _rest in range(unit.last - unit.first))]


def _marked(pieces: list[str]) -> Cut:
    text: list[str] = []
    kept: list[str] = []
    for part in re.split(f"({_TAG.pattern})", "".join(pieces), flags=re.DOTALL):
        if _TAG.fullmatch(part):
            text.append(html.unescape(part).translate(_QUOTES))
        elif part:
            _require_closed(part)
            # So that a fault is told with the number of its paragraph.
            text.append(f"\ue000{len(kept)}\ue001" + "\n" * part.count("</w:p>"))
            kept.append(part)
    return Cut("".join(text), kept)


def _require_closed(part: str) -> None:
    for opener, closer in (("{{", "}}"), ("{%", "%}")):
        at = part.find(opener)
        if at >= 0:
            quoted = html.unescape(re.sub("<[^>]*>", "", part[at : at + 300]))[:50]
            raise NotDocx(
                _("“%(text)s” is not closed: “%(end)s” is missing in its paragraph.", text=quoted, end=closer)
            )


def _not_whole(block: _Block) -> NotDocx:
    text = _(
        "“%(tag)s” repeats or leaves out parts of paragraphs. Put it and its end into paragraphs of their own, or into "
        "the first and the last cell of one row of a table.",
        tag=block.tags[0][1][:100],
    )
    return NotDocx(text)
