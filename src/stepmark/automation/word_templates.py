"""Templates that are Word documents: understood when they are uploaded, and filled in for a record."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from stepmark.automation.placeholders.check import check_template
from stepmark.automation.placeholders.rendering import render
from stepmark.automation.placeholders.scope import Scope
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.channels.documents.docx import NotDocx, require_xml, worded_parts
from stepmark.channels.documents.docx_tags import as_words, cut, filled
from stepmark.commands.files import Upload, clean_name
from stepmark.conditions.paths import FieldsByKind
from stepmark.platform.i18n import Text

# By the name of each part with placeholders: {"text", "pieces"}, as `docx_tags.Cut` has them.
WordParts = Mapping[str, Mapping[str, Any]]


class WordFile(NamedTuple):
    """An uploaded document that was understood."""

    upload: Upload
    parts: WordParts

    @property
    def columns(self) -> dict[str, Any]:
        """What a template keeps of the file besides its words."""
        return {"file_name": clean_name(self.upload.name), "file_size": self.upload.size, "sha256": self.upload.sha256}


class FilledWord(NamedTuple):
    """The XML of the parts for a record; `warnings` say what has printed nothing."""

    parts: dict[str, str]
    warnings: tuple[Text, ...]


def word_parts(content: bytes) -> WordParts:
    """What is kept of a document beside the file itself; raises ValueFault. It takes its time, so it comes first."""
    try:
        parts = {name: cut(xml) for name, xml in worded_parts(content).items()}
    except NotDocx as fault:
        raise ValueFault(fault.reason) from None
    return {name: part._asdict() for name, part in parts.items() if "{" in part.text}


def check_word(parts: WordParts, kind: Kind, fields: FieldsByKind, extra: Collection[str]) -> None:
    """Raise ValueFault for placeholders that mean nothing; the lines it names are paragraphs."""
    for part in parts.values():
        check_template(part["text"], kind, fields, extra)


def filled_word(parts: WordParts, scope: Scope) -> FilledWord:
    """The parts for a record; raises ValueFault."""
    made: dict[str, str] = {}
    warnings: dict[Text, None] = {}
    for name, part in parts.items():
        text = render(part["text"], scope, escaped=as_words)
        made[name] = filled(text.text, part["pieces"])
        warnings |= dict.fromkeys(text.warnings)
        try:
            require_xml(made[name])
        except NotDocx as fault:
            raise ValueFault(fault.reason) from None
    return FilledWord(made, tuple(warnings))
