"""Money in words, declined as each language does it."""

from decimal import Decimal

import pytest

from stepmark.platform.money import Money
from stepmark.platform.money_words import money_in_words, number_in_words


@pytest.mark.parametrize(
    ("amount", "currency", "language", "words"),
    [
        ("123.45", "PLN", "pl", "sto dwadzieścia trzy złote 45/100"),
        ("1", "PLN", "pl", "jeden złoty 00/100"),
        ("12", "PLN", "pl", "dwanaście złotych 00/100"),
        ("21", "PLN", "pl", "dwadzieścia jeden złotych 00/100"),
        ("1", "UAH", "pl", "jedna hrywna 00/100"),
        ("22", "CZK", "pl", "dwadzieścia dwie korony 00/100"),
        ("-3.5", "USD", "pl", "minus trzy dolary 50/100"),
        ("2001", "RUB", "ru", "две тысячи один рубль 00/100"),
        ("113", "RUB", "ru", "сто тринадцать рублей 00/100"),
        ("22", "UAH", "ru", "двадцать две гривны 00/100"),
        ("1", "EUR", "en", "one euro 00/100"),
        ("123.05", "PLN", "en", "one hundred and twenty-three zlotys 05/100"),
        ("7", "JPY", "pl", "siedem JPY"),
        ("1.234", "KWD", "ru", "один KWD 234/1000"),
    ],
)
def test_money_is_declined(amount: str, currency: str, language: str, words: str) -> None:
    assert money_in_words(Money(Decimal(amount), currency), language) == words


@pytest.mark.parametrize(("number", "words"), [("-4", "minus cztery"), ("12.5", "dwanaście 5/10"), ("1E+3", "tysiąc")])
def test_numbers_are_spelled_out(number: str, words: str) -> None:
    assert number_in_words(Decimal(number), "pl") == words
