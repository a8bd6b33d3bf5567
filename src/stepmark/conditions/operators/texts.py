"""Parts of texts, compared folded; of phones the digits count."""

from typing import Any

from stepmark.catalogue.fields import TEXT_LIMIT, Field
from stepmark.catalogue.types.base import Reader, ValueFault, text_in
from stepmark.catalogue.types.texts import TextType
from stepmark.catalogue.values import TYPES
from stepmark.conditions.claims import Claim, Has
from stepmark.conditions.demands import Part
from stepmark.conditions.operators.base import Asked, Operator
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import _


class Contains(Operator):
    """One of the field's values holds this text."""

    name = "contains"
    label = _("contains")
    sentence = _("%(field)s contains %(value)s")
    types = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.EMAIL, FieldType.PHONE, FieldType.LINK})

    def read_one(self, raw: Any, field: Field, reader: Reader) -> str:
        """A text of at least one letter, or for phones digit, as it was written."""
        text = text_in("" if raw is None else raw, TEXT_LIMIT, lines=field.type is FieldType.LONG_TEXT)
        if not folded(text, field):
            raise ValueFault(_("Enter what to look for."))
        return text

    def claim(self, asked: Asked) -> Claim:
        return Has(Part(folded(asked.operand, asked.field)))


class StartsWith(Contains):
    """One of the field's values begins with this text."""

    name = "starts_with"
    label = _("starts with")
    sentence = _("%(field)s starts with %(value)s")

    def claim(self, asked: Asked) -> Claim:
        return Has(Part(folded(asked.operand, asked.field), at_start=True))


def folded(text: str, field: Field) -> str:
    """The text as the field's type compares it."""
    kind_of_text = TYPES[field.type]
    return kind_of_text.folded(text) if isinstance(kind_of_text, TextType) else text
