"""Texts are compared folded, kept whole or refused, and shortened to letters and keys."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepmark.platform.text import first_name, fold, initials, is_storable, printable, slug

texts = st.text(max_size=50)
anything = st.text(st.characters(exclude_categories=()), max_size=50)


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text("abcŁÓŻżółwИвановßé", max_size=20))
def test_the_case_of_polish_and_russian_letters_does_not_matter(text: str) -> None:
    assert fold(text) == fold(text.upper()) == fold(text.lower())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ŻÓŁW", "żółw"),
        ("ИВАНОВ", "иванов"),
        ("Straße", "STRASSE"),
        ("e\u0301", "é"),
        ("ＡＣＭＥ", "acme"),
        ("ﬁn", "fin"),
    ],
)
def test_what_reads_alike_compares_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("zolw", "żółw"), ("а", "a"), ("e", "ё")])
def test_other_letters_stay_other_letters(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(anything)
def test_what_is_storable_has_a_utf_8_form_without_nul(text: str) -> None:
    try:
        kept = b"\x00" not in text.encode()
    except UnicodeEncodeError:
        kept = False
    assert is_storable(text) is kept


@given(anything, st.integers(0, 60))
def test_any_text_can_be_quoted(text: str, limit: int) -> None:
    quoted = printable(text, limit)
    assert is_storable(quoted)
    assert len(quoted) == min(len(text), limit)


@given(texts.filter(is_storable))
def test_a_storable_text_is_quoted_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna Maj", "AM"),
        ("anna maria maj", "AM"),
        ("Ольга Иванова", "ОИ"),
        ("Anna-Maria", "AM"),
        ("Boris", "B"),
        ("  ", "?"),
        ("", "?"),
        ("(ACME) Boris", "B"),
    ],
)
def test_an_avatar_shows_the_first_and_the_last_initial(name: str, letters: str) -> None:
    assert initials(name) == letters


@given(texts)
def test_no_name_is_without_initials(name: str) -> None:
    assert initials(name)


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Budżet (PLN)", "budzet_pln"),
        ("Źródło", "zrodlo"),
        ("Бюджет сделки", "byudzhet_sdelki"),
        ("Объём", "obem"),
        ("  2nd call!  ", "2nd_call"),
        ("???", ""),
        ("预算", ""),
    ],
)
def test_a_label_in_any_script_becomes_a_key(label: str, key: str) -> None:
    assert slug(label) == key


@given(anything, st.integers(1, 40))
def test_a_key_is_short_and_plain(label: str, limit: int) -> None:
    key = slug(label, limit)
    assert len(key) <= limit
    assert re.fullmatch(r"([a-z0-9]+(_[a-z0-9]+)*)?", key)
    assert slug(key, limit) == key


@pytest.mark.parametrize(
    ("name", "first"),
    [("Anna Maj", "Anna"), ("Светлана Петровна Орлова", "Светлана"), ("Орлова Светлана Петровна", "Светлана"),
     ("Лем Михаил Ильич", "Михаил"), ("Jean Paul Sartre", "Jean"), ("Cher", "Cher"), ("  ", "")],
)  # fmt: skip
def test_people_are_addressed_by_their_first_name(name: str, first: str) -> None:
    assert first_name(name) == first
