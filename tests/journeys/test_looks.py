"""The journeys' looks."""

from itertools import product

from stepmark.platform.i18n import LOCALES
from tests.journeys.looks import ALL, SCHEMES, SHORT, WIDTHS


def test_the_short_form_meets_each_language_on_both_screens_and_each_of_them_light_and_dark() -> None:
    looks = SHORT.values()
    assert {(each.language, each.width) for each in looks} == set(product(LOCALES, WIDTHS))
    assert {(each.language, each.scheme) for each in looks} == set(product(LOCALES, SCHEMES))
    assert {(each.width, each.scheme) for each in looks} == set(product(WIDTHS, SCHEMES))


def test_the_long_form_meets_all_twelve() -> None:
    assert len(set(ALL)) == 12
    assert set(SHORT.values()) <= set(ALL)
