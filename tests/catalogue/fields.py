"""One field of each type, as administrators would make them, and what people may send to any of them."""

from typing import Any

from stepmark.catalogue.fields import LONG_TEXT_LIMIT, MULTIPLE_TYPES, Field
from stepmark.domain.attributes import FieldType

OPTIONS = ("Gold", "Silver", "żółty", "ПРЕМИУМ")
BY_ADMINISTRATORS = tuple(each for each in FieldType if each is not FieldType.RECORD)

HOSTILE: dict[str, Any] = {
    "NUL": "\x00",
    "NUL in the middle": "a\x00b",
    "half of a pair": "\ud800",
    "halves in the wrong order": "\udfff\ud800",
    "a megabyte": "x" * 2**20,
    "a megabyte of digits": "9" * 2**20,
    "a megabyte of lines": "a\n" * 2**19,
    "a megabyte of semicolons": "a@b.pl;" * 2**17,
    "a megabyte of spaces": " " * 2**20,
    "spaces between digits": "1" + " " * 10_000 + "x",
    "line breaks": "a\r\nb\rc\nd",
    "a header": "a\r\nSet-Cookie: b=c",
    "right to left": "\u202etxt.exe\u202c שלום",
    "combining marks": "e" + "\u0301" * 500,
    "a wide letter": "\U0001f469\u200d\U0001f680",
    "other digits": "١٢٣٤٥",
    "NaN": float("nan"),
    "NaN as text": "NaN",
    "infinity": float("inf"),
    "minus infinity": float("-inf"),
    "infinity as text": "-Infinity",
    "1e999": "1e999",
    "1e-999": "1e-999",
    "zero times 1e999": "0e999",
    "a number of forty digits": "1." + "0" * 37 + "1",
    "a trillion": 10**12,
    "2 to the 63rd": 2**63,
    "minus 2 to the 63rd": -(2**63) - 1,
    "an integer of 5,000 digits": 10**5000,
    "zeros and a huge integer": "0" * 19 + "1" + "9" * 5000,
    "yes": True,
    "no": False,
    "zero": 0,
    "minus zero": "-0",
    "a float": 0.1,
    "year 0": "0000-01-01",
    "year 1": "0001-01-01",
    "year 9999": "9999-12-31",
    "the last second, far west": "9999-12-31T23:59:59-14:00",
    "the first second, far east": "0001-01-01T00:00:00+14:00",
    "a zone with a fraction": "2026-01-01T00:00:00+00:00:00.000001",
    "a 30th of February": "2026-02-30",
    "an empty text": "",
    "an empty list": [],
    "an empty object": {},
    "a list": ["a", "b"],
    "a list of lists": [["a"], [["b"]]],
    "a list of nothing": [None, None],
    "a list of objects": [{"a": 1}],
    "a list of everything": ["", None, 0, False, [], {}, "\x00"],
    "a thousand values": [str(each) for each in range(1000)],
    "an object": {"a": {"b": ["c"]}},
    "an amount": {"amount": "1.00", "currency": "PLN"},
    "an amount of nothing": {"amount": {}, "currency": []},
    "an amount in no currency": {"amount": 1, "currency": "\ud800\x00"},
    "an amount in minutes": "10 MIN",
    "a script": "<script>alert(1)</script>",
    "a formula": "=1+1",
    "javascript": "javascript:alert(1)",
    "a broken address": "http://[::1",
    "an address of control letters": "https://a\tb\x7f",
    "a percent sign": "%(field)s %s %",
}


def field_of(type: FieldType, *, multiple: bool = False) -> Field:
    """A deal's custom field of a type."""
    return Field(
        kind="deal",
        key=f"custom.{type}",
        label=str(type),
        type=type,
        custom_id=1,
        multiple=multiple or type is FieldType.MULTI_CHOICE,
        choices=tuple((option, option) for option in OPTIONS) if "choice" in type else (),
        limit=LONG_TEXT_LIMIT if type is FieldType.LONG_TEXT else 1000,
    )


# Sorted, as every worker of a run must see the parameters in the same order.
ALL_FIELDS = [
    *(field_of(type) for type in BY_ADMINISTRATORS),
    *(field_of(type, multiple=True) for type in sorted(MULTIPLE_TYPES)),
]


def name_of(field: Field) -> str:
    """A field's name among a test's parameters."""
    return f"{field.type}{' several' if field.multiple else ''}"
