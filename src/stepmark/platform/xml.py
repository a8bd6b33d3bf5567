"""XML from strangers, read flat: no entities, no outside parts, whatever its depth."""

from dataclasses import dataclass, field
from xml.parsers import expat  # expat alone fetches nothing; what could expand is refused below


class NotXml(ValueError):
    """The bytes are no XML, or XML that declares a document type."""


@dataclass
class Element:
    """An element by its name without a prefix, with the text before its first child."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class _Reading:
    elements: list[Element] = field(default_factory=list)
    open: Element | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.open = Element(tag.rpartition(":")[2], attributes)
        self.elements.append(self.open)

    def end(self, _tag: str) -> None:
        self.open = None

    def characters(self, text: str) -> None:
        if self.open is not None:
            self.open.text += text

    def document_type(self, *_named: object) -> None:
        raise NotXml


def elements(data: bytes) -> list[Element]:
    """Every element in the order in which they begin; raises NotXml."""
    reading, parser = _Reading(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.characters
    # Entities can be declared nowhere else, and so there is nothing to expand.
    parser.StartDoctypeDeclHandler = reading.document_type
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise NotXml from None
    return reading.elements
