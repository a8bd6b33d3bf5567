"""Every text that a record keeps is folded beside it, so that SQL compares it as Python does."""

from typing import Any

import pytest

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS
from stepmark.domain.attributes import FieldType

TEXT_TYPES = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.LINK)
TEXTS = [each for kind in KINDS.values() for each in kind.system_fields if each.column and each.type in TEXT_TYPES]


@pytest.mark.parametrize("text", TEXTS, ids=lambda each: f"{each.kind} {each.key}")
def test_a_text_is_folded_with_each_change_of_it(text: Field) -> None:
    record: Any = KINDS[text.kind].model()
    setattr(record, text.key, "STRAẞE Ёлка")
    assert getattr(record, f"{text.key}_folded") == "strasse ёлка"
    if not text.required:
        setattr(record, text.key, None)
        assert getattr(record, f"{text.key}_folded") is None
