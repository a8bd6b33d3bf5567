"""Amounts and numbers are exact: what goes in comes out, and what can't be kept is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepmark.platform.money import (
    LARGEST_MINOR,
    LARGEST_NUMBER,
    Money,
    currencies,
    from_minor,
    from_scaled,
    precision,
    to_minor,
    to_scaled,
)

codes = st.sampled_from(sorted(currencies()))
minors = st.integers(-LARGEST_MINOR + 1, LARGEST_MINOR - 1)
scaled = st.integers(-(10**18) + 1, 10**18 - 1)


@given(minors, codes)
def test_an_amount_comes_back_as_it_went(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor


@given(minors, codes)
def test_an_amount_has_its_currencys_decimals(minor: int, currency: str) -> None:
    assert from_minor(minor, currency).as_tuple().exponent == -precision(currency)


@given(codes)
def test_no_amount_is_finer_than_its_currency(currency: str) -> None:
    with pytest.raises(ValueError, match="0"):
        to_minor(Decimal(1).scaleb(-precision(currency) - 1), currency)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("1000.00", "PLN", 100_000),
        ("1000", "JPY", 1000),
        ("1.234", "KWD", 1234),
        ("-0.01", "EUR", -1),
        ("1E+3", "EUR", 10**5),
    ],
)
def test_money_is_kept_in_the_smallest_unit(amount: str, currency: str, minor: int) -> None:
    assert Money(Decimal(amount), currency).minor == minor


@pytest.mark.parametrize("amount", ["1000000000000000", "-1000000000000000", "1E+30", "1000.00" + "0" * 40 + "1"])
def test_an_amount_out_of_bounds_is_refused_and_not_rounded(amount: str) -> None:
    with pytest.raises(ValueError, match="1"):
        to_minor(Decimal(amount), "PLN")


@given(scaled)
def test_a_number_comes_back_as_it_went(number: int) -> None:
    assert to_scaled(from_scaled(number)) == number


@given(st.decimals(-LARGEST_NUMBER + 1, LARGEST_NUMBER - 1, places=6))
def test_six_decimals_are_kept(number: Decimal) -> None:
    assert from_scaled(to_scaled(number)) == number


@pytest.mark.parametrize("number", ["0.0000001", "1000000000000", "-1000000000000", "0." + "0" * 50 + "1"])
def test_a_number_that_can_not_be_kept_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="1"):
        to_scaled(Decimal(number))


@pytest.mark.parametrize(
    ("kept", "shown"), [(5_000_000, "5"), (5_500_000, "5.5"), (100_000_000, "100"), (1, "0.000001"), (0, "0")]
)
def test_a_number_is_shown_without_trailing_zeros(kept: int, shown: str) -> None:
    assert f"{from_scaled(kept):f}" == shown
    assert str(from_scaled(kept)) == shown or kept == 1
