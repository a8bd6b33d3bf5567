"""One cell's text as a value of its field."""

import difflib
from collections.abc import Mapping
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.values import parse
from stepmark.domain.attributes import FieldType
from stepmark.importing.layout import Source
from stepmark.importing.links import Links, is_link
from stepmark.importing.notation import iso_date, only_day, plain_number
from stepmark.platform.i18n import Lazy, _
from stepmark.queries.imports import key_text

_CHOICES = (FieldType.CHOICE, FieldType.MULTI_CHOICE)
_REMEMBERED = 10_000


class CellReader:
    """Reads cells with the actor's eyes; the same text in the same field is read once."""

    def __init__(self, links: Links, reader: Reader) -> None:
        self._links, self._reader = links, reader
        self._choices: dict[tuple[str, str], Any] = {}

    def value(self, source: Source, text: str, texts: Mapping[str, str], hint: str = "") -> Any:
        """What the kind's verbs take for this field; raises ValueFault. `texts` are the row's others, by field key."""
        field = source.field
        if is_link(field):
            if field.multiple:
                return [self._links.id_of(field, each) for each in text.split(";") if each.strip()]
            if source.by_id:
                return self._links.given_id(field, text)
            process = texts.get("process_id") if field.related == "stage" else None
            is_whole = " / " in text  # "process / stage", as a value is told
            return self._links.id_of(field, f"{process} / {text}" if process and not is_whole else text, hint)
        if field.type in _CHOICES:
            return self._choice(field, text)
        written = _iso(source, text)
        parse(field, written, self._reader)
        return written

    def key_text(self, field: Field, value: Any) -> str:
        """What `value` gave, as duplicates are told by it."""
        return key_text(field, parse(field, value, self._reader))

    def _choice(self, field: Field, text: str) -> Any:
        known = self._choices.get((field.key, text))
        if known is None:
            known = self._read_choice(field, text)
            if len(self._choices) < _REMEMBERED:
                self._choices[field.key, text] = known
        if isinstance(known, ValueFault):
            raise known
        return known

    def _read_choice(self, field: Field, text: str) -> Any:
        try:
            return parse(field, text, self._reader)
        except ValueFault as fault:
            return _with_nearest(field, text) or fault


def _iso(source: Source, text: str) -> str:
    if source.field.type is FieldType.DATE:
        return only_day(iso_date(text, source.order))
    if source.field.type is FieldType.DATETIME:
        return iso_date(text, source.order)
    if source.field.type in (FieldType.NUMBER, FieldType.MONEY):
        return plain_number(text, source.decimals)
    return text


def _with_nearest(field: Field, text: str) -> ValueFault | None:
    labels = [str(label) for _key, label in field.choices]
    nearest = difflib.get_close_matches(text, labels, n=1, cutoff=0.75)
    question = _("“%(value)s” is not an option of this field. Did you mean “%(nearest)s”?")
    return ValueFault(Lazy(question.message, value=text[:100], nearest=nearest[0])) if nearest else None
