"""The forms by which words are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepmark.platform.words import (
    LONGEST,
    bare,
    forms_of,
    is_one_slip_off,
    other_keys,
    phone_terms,
    shortened,
    terms_of,
    words_of,
)

WORDS = st.text(st.characters(categories=["L", "N"], codec="utf-8"), min_size=1, max_size=60)


@given(word=WORDS, at=st.integers(1, 60))
def test_the_form_of_a_beginning_is_the_beginning_of_a_form(word: str, at: int) -> None:
    whole, begun = forms_of(bare(word)), forms_of(bare(word[:at]))
    assert any(form.startswith(part) for form in whole for part in begun)


@given(text=st.text(max_size=200))
def test_terms_are_short_filled_and_each_there_once(text: str) -> None:
    terms = terms_of(text)
    assert all(0 < len(term) <= LONGEST for term in terms)
    assert len(set(terms)) == len(terms)


def test_a_name_is_found_with_and_without_what_stands_within_it() -> None:
    assert terms_of("O'Brien S.A.") == ["obrien", "o", "brien", "sa", "s", "a"]
    assert words_of("O’Brien S.A. S.A.") == ["obrien", "sa"]


def test_a_number_is_found_by_each_of_its_endings() -> None:
    assert phone_terms("+7 (12) 3") == ["7123", "123", "23"]
    assert phone_terms("no digits") == []


def test_the_keys_write_the_same_on_either_keyboard() -> None:
    assert other_keys("Bdfyjd") == "иванов"
    assert other_keys(other_keys("k.,jdm")) == "k.,jdm"


@pytest.mark.parametrize("typed", ["kwalski", "kkowalski", "kiwalski", "okwalski", "kowalsk", "kowalskii", "kowalskj"])
def test_one_slip(typed: str) -> None:
    assert is_one_slip_off(typed, "kowalski", whole=True)
    assert not shortened(typed).isdisjoint(shortened("kowalski"))


@pytest.mark.parametrize("typed", ["kwalsi", "kovvalski", "ikawolski", "kowal"])
def test_more_than_one_slip(typed: str) -> None:
    assert not is_one_slip_off(typed, "kowalski", whole=True)


def test_a_beginning_may_have_a_slip_too() -> None:
    assert is_one_slip_off("kowlas", "kowalski", whole=False)
    assert not is_one_slip_off("kowlas", "kowalski", whole=True)
