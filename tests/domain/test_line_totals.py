"""What lines come to, to the last cent."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepmark.domain.line_totals import Priced, figures_of, totals_of
from stepmark.platform.money import precision

pytestmark = pytest.mark.sqlite_alone  # no database is asked

percentages = st.decimals(0, 100, places=2)
lines = st.builds(
    Priced,
    quantity=st.decimals(-(10**12) + 1, 10**12 - 1, places=6),
    price=st.decimals(-(10**14), 10**14, places=3),
    discount=percentages,
    tax_rate=st.none() | percentages,
)
currencies = st.sampled_from(["PLN", "JPY", "BHD"])


@pytest.mark.parametrize(
    ("line", "net", "tax"),
    [
        (Priced(Decimal(3), Decimal("0.335")), "1.01", "0.00"),
        (Priced(Decimal(1), Decimal("0.005")), "0.01", "0.00"),
        (Priced(Decimal(-1), Decimal("0.005")), "-0.01", "0.00"),
        (Priced(Decimal(2), Decimal("4821.00"), Decimal(10), Decimal(23)), "8677.80", "1995.89"),
        (Priced(Decimal(1), Decimal("99.99"), Decimal(100), Decimal(8)), "0.00", "0.00"),
    ],
)
def test_half_a_cent_is_rounded_away_from_zero(line: Priced, net: str, tax: str) -> None:
    figures = figures_of(line, "PLN")
    assert (str(figures.net), str(figures.tax)) == (net, tax)


@given(lines, currencies)
def test_a_line_is_off_by_half_of_the_smallest_coin_at_most(line: Priced, currency: str) -> None:
    figures, coin = figures_of(line, currency), Fraction(1, 10 ** precision(currency))
    net = Fraction(line.quantity) * Fraction(line.price) * (100 - Fraction(line.discount)) / 100
    assert abs(Fraction(figures.net) - net) <= coin / 2
    assert abs(Fraction(figures.tax) - Fraction(figures.net) * Fraction(line.tax_rate or 0) / 100) <= coin / 2
    if abs(Fraction(figures.net) - net) == coin / 2:
        assert abs(Fraction(figures.net)) > abs(net)


@given(st.lists(lines, max_size=8), currencies)
def test_the_totals_are_the_sums_of_what_the_lines_show(several: list[Priced], currency: str) -> None:
    totals, shown = totals_of(several, currency), [figures_of(line, currency) for line in several]
    assert Fraction(totals.net) == sum(Fraction(each.net) for each in shown)
    assert Fraction(totals.gross) == sum(Fraction(each.gross) for each in shown)
    assert sum(Fraction(tax) for _rate, tax in totals.taxes) == Fraction(totals.tax)
    assert Fraction(totals.gross) == Fraction(totals.net) + Fraction(totals.tax)


@given(st.lists(lines, max_size=6), currencies)
def test_the_order_of_the_lines_does_not_matter(several: list[Priced], currency: str) -> None:
    assert totals_of(several, currency) == totals_of(reversed(several), currency)
