"""Account numbers as people type them."""

import pytest

from stepmark.platform.iban import bic_of, grouped, iban_of


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("61 1090 1014 0000 0712 1981 2874", "PL61109010140000071219812874"),
        ("pl61-1090-1014-0000-0712-1981-2874", "PL61109010140000071219812874"),
        ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("DE89 3704 0044 0532 0130 01", None),
        ("PL6110901014000007121981287", None),
        ("61 1090 1014 0000 0712 1981 2875", None),
        ("", None),
        ("٦" * 26, None),
        ("Ａ" * 20, None),
    ],
)
def test_only_digits_that_agree_are_an_account(typed: str, meant: str | None) -> None:
    assert iban_of(typed) == meant


def test_it_is_read_in_groups_of_four() -> None:
    assert grouped("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"


@pytest.mark.parametrize(
    ("typed", "meant"), [("brexplpw xxx", "BREXPLPWXXX"), ("BREX", None), ("BREXPLP1", "BREXPLP1")]
)
def test_a_bic_has_eight_or_eleven_signs(typed: str, meant: str | None) -> None:
    assert bic_of(typed) == meant
