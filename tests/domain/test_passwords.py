"""What is asked of a password, and how it is kept."""

import time

import pytest

from stepmark.domain.passwords import hashed, matches
from stepmark.platform.errors import Invalid

EMAIL = "anna@example.com"


def test_the_right_password_matches_and_others_do_not() -> None:
    kept = hashed("a long enough one", EMAIL)
    assert matches("a long enough one", kept)
    assert not matches("a long enough One", kept)
    assert not matches("", kept)


def test_the_password_itself_is_not_kept() -> None:
    kept = hashed("a long enough one", EMAIL)
    assert kept.startswith("$argon2id$")
    assert "a long enough one" not in kept
    assert kept != hashed("a long enough one", EMAIL)


@pytest.mark.parametrize(
    "password",
    ["", "ninechars", "x" * 201, "x" * 1_000_000, EMAIL, EMAIL.upper(), "with a \x00 in it", "half a pair \ud800"],
    ids=["empty", "short", "long", "a megabyte", "the e-mail", "the e-mail, shouted", "NUL", "surrogate"],
)
def test_a_password_that_must_not_be_used_is_refused_by_its_field(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        hashed(password, EMAIL, key="new_password")
    assert list(refused.value.errors) == ["new_password"]


@pytest.mark.parametrize("password", ["\x00", "\ud800", "x" * 1_000_000, ""])
def test_nothing_odd_matches(password: str) -> None:
    assert not matches(password, hashed("a long enough one", EMAIL))


def test_nobody_signs_in_without_having_a_password() -> None:
    assert not matches("", "")
    assert not matches("the password of an account that does not exist", "")


def test_the_same_letters_match_however_the_keyboard_composes_them() -> None:
    assert matches("zażo\u0301łć gęślą", hashed("zaż\u00f3łć gęślą", EMAIL))


def test_an_unknown_account_takes_as_long_as_a_wrong_password() -> None:
    kept = hashed("a long enough one", EMAIL)
    wrong = min(_seconds(kept) for _round in range(7))
    unknown = min(_seconds("") for _round in range(7))
    assert 0.5 < unknown / wrong < 2


def _seconds(kept: str) -> float:
    start = time.thread_time()
    matches("not the password", kept)
    return time.thread_time() - start
