"""QR codes of transfers: the fields of each standard with their bounds, whatever the texts hold."""

import re
from decimal import Decimal

import pytest
import segno

from stepmark.channels.transfer_codes import Transfer, code_of, drawn, polish_text

POLISH, GERMAN = "PL61109010140000071219812874", "DE89370400440532013000"


def transfer(**more: object) -> Transfer:
    given = {"name": "Dachy Żak", "iban": POLISH, "bic": "", "amount": Decimal("123.45"), "currency": "PLN"}
    return Transfer(**{**given, "title": "O 1/11/2026", **more})  # type: ignore[arg-type]  # its texts and its amount stand in one dict


def test_the_polish_one_has_nine_fields_and_the_amount_in_grosz() -> None:
    assert polish_text(transfer()) == "|PL|61109010140000071219812874|012345|Dachy Żak|O 1/11/2026|||"


def test_bars_and_long_texts_can_not_move_its_fields() -> None:
    fields = polish_text(transfer(name="A|B " * 20, title="x\n|" * 40)).split("|")
    assert len(fields) == 9
    assert (len(fields[4]), len(fields[5])) == (19, 31)


def test_an_amount_beyond_six_digits_is_left_to_the_payer() -> None:
    assert polish_text(transfer(amount=Decimal("9999.99"))).split("|")[3] == "999999"
    assert polish_text(transfer(amount=Decimal(10000))).split("|")[3] == "000000"


def test_the_picture_holds_that_text() -> None:
    wanted = segno.make(polish_text(transfer()), error="m", micro=False, encoding="utf-8")
    assert code_of(transfer()) == drawn(wanted)
    dark = sum(int(width) for width in re.findall(r"h(\d+)v", drawn(wanted).path))
    assert dark == sum(map(sum, wanted.matrix))
    assert drawn(wanted).size == len(wanted.matrix) + 8


@pytest.mark.parametrize("text", ["Żółw", "ж" * 500, "\U0001f600" * 200, "<svg onload=x>", "a\r\nb"])
def test_euros_get_the_european_one_whatever_the_texts(text: str) -> None:
    code = code_of(transfer(iban=GERMAN, currency="EUR", name=text, title=text))
    assert code is not None
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", code.path)


@pytest.mark.parametrize(
    "more",
    [
        {"currency": "GBP"},
        {"iban": GERMAN},
        {"iban": GERMAN, "currency": "EUR", "amount": Decimal(1000000000)},
        {"iban": GERMAN, "currency": "EUR", "name": ""},
    ],
)
def test_what_has_no_standard_gets_no_code(more: dict[str, object]) -> None:
    assert code_of(transfer(**more)) is None
