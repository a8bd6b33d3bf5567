"""Each field type takes any text, or says what is wrong with it; what it takes can be kept, shown and typed again."""

import json
import re
from typing import Any

import pytest

from stepmark.catalogue.fields import LONG_TEXT_LIMIT, TEXT_LIMIT, Field
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.values import from_cells, parse, to_cells, to_json
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import LOCALES, speaking
from stepmark.platform.text import is_storable
from stepmark.queries.export import _text as exported
from stepmark.web.formats import near_day, shown
from stepmark.web.record_forms import is_unchanged, typed, typed_currency
from tests.hostile.strings import every

# What JSON can bring besides texts.
NO_TEXTS: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63, -(2**63) - 1, 10**18, 10**400, 10**5000, 0.1, -0.0, 1e300, 1e-300, 5e-324,
    float("nan"), float("inf"), [], {}, [[]], [None], ["a", ["b"]], [{}], {"amount": None},
    {"amount": [], "currency": {}}, {"amount": "1", "currency": 5},
    {"amount": "1", "currency": "\x00"}, {"amount": {"amount": 1}}, {"currency": "EUR"}, {"id": 1}, [1] * 51,
)  # fmt: skip
ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago")


@pytest.mark.parametrize("type", FieldType)
@pytest.mark.parametrize("multiple", [False, True])
def test_a_field_takes_any_text_or_says_what_is_wrong(type: FieldType, *, multiple: bool) -> None:
    field = _field(type, multiple=multiple)
    for zone in ZONES:
        for raw in (*every(), *NO_TEXTS, *({"amount": text, "currency": text} for text in every())):
            _try(field, raw, Reader(zone, "pl"))


def _field(type: FieldType, *, multiple: bool = False) -> Field:
    limit = LONG_TEXT_LIMIT if type is FieldType.LONG_TEXT else TEXT_LIMIT
    choices = (("<b>", "<b>"), ("%s", "%s")) if type in (FieldType.CHOICE, FieldType.MULTI_CHOICE) else ()
    return Field("deal", "custom.x", "X", type, custom_id=1, multiple=multiple, choices=choices, limit=limit)


def _try(field: Field, raw: Any, reader: Reader) -> None:
    value = _parsed(field, raw, reader)
    if value is None:
        return
    cells = to_cells(field, value)
    for cell in cells:
        assert is_storable((cell.text or "") + (cell.folded or "")), raw
        assert cell.number is None or abs(cell.number) < 2**63, raw
    assert from_cells(field, cells) == value, raw
    sent = to_json(field, value)
    assert parse(field, json.loads(json.dumps(sent, allow_nan=False)), reader) == value, raw
    for language in LOCALES:
        with speaking(language, reader.time_zone):
            assert isinstance(shown(value, field), str)
            _type_again(field, value, reader)


def _parsed(field: Field, raw: Any, reader: Reader) -> Any:
    try:
        return parse(field, raw, reader)
    except ValueFault as fault:
        said = str(fault.text)
    assert is_storable(said), (raw, said)
    return None


def _type_again(field: Field, value: Any, reader: Reader) -> None:
    for each in value if field.multiple else (value,):
        again: Any = typed(each)
        if field.type is FieldType.MONEY:
            again = {"amount": again, "currency": typed_currency(each, "")}
        assert is_unchanged(again, each), (each, again)
        if field.type is FieldType.DATETIME:
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", again), each
        if field.type in (FieldType.DATE, FieldType.DATETIME):
            assert near_day(each)
        parsed = parse(_field(field.type), exported(each), reader)
        assert parsed == each, (each, parsed)
