"""What stands on a PDF, in words and figures that are written out already. Each sort of sheet has its own layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

Fact = tuple[str, str]


@dataclass(frozen=True)
class Sheet:
    """`locale` says how words are spaced and read aloud; `footer` stands on each page beside its number."""

    layout: ClassVar[str]
    locale: str
    title: str
    footer: str


@dataclass(frozen=True)
class Party:
    """Who sells or who buys: what they are here, their name, and what else is printed below it."""

    role: str
    name: str
    details: Sequence[str]


@dataclass(frozen=True)
class Grid:
    """Rows under heads; the columns of `numbers`, counted from 0, stand at the right. `wide` is the column of names."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int]
    wide: int


@dataclass(frozen=True)
class PaperSheet(Sheet):
    """A quote, an order or an invoice. `sums` end with what it comes to; `stamp` says of a draft that it is one."""

    layout = "paper"
    subject: str
    stamp: str
    facts: Sequence[Fact]
    parties: Sequence[Party]
    lines: Grid | None
    taxes: Grid | None
    sums: Sequence[Fact]
    below: Sequence[Fact]
    remarks: Fact | None


@dataclass(frozen=True)
class TextSheet(Sheet):
    """A document's text: paragraphs of lines."""

    layout = "text"
    paragraphs: Sequence[Sequence[str]]


@dataclass(frozen=True)
class RecordSheet(Sheet):
    """What is known of a signature: `facts`, and `events` with their moments in the order in which they happened."""

    layout = "record"
    subject: str
    facts: Sequence[Fact]
    events_title: str
    events: Sequence[Fact]
