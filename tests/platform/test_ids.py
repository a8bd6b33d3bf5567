"""Tokens can't be guessed, and what is kept of them does not give them away."""

from hypothesis import given
from hypothesis import strategies as st

from stepmark.platform.ids import new_token, same, signature, token_hash

texts = st.text(st.characters(exclude_categories=()), max_size=50)


def test_tokens_are_long_and_fit_a_url() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    for token in tokens:
        assert len(token) >= 43
        assert token.replace("-", "").replace("_", "").isalnum()


def test_a_hash_stays_the_same_over_releases() -> None:
    assert token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@given(texts)
def test_whatever_a_stranger_sends_as_a_token_can_be_looked_up(text: str) -> None:
    assert len(token_hash(text)) == 64


@given(texts, texts)
def test_secrets_are_the_same_when_they_are_equal_as_utf_8(left: str, right: str) -> None:
    assert same(left, right) is (left.encode("utf-8", "replace") == right.encode("utf-8", "replace"))
    assert same(left, left)


def test_a_signature_depends_on_the_key_and_on_every_letter() -> None:
    signed = signature(b"key", "member=7")
    assert signed == signature(b"key", "member=7")
    assert len({signed, signature(b"key", "member=8"), signature(b"kex", "member=7")}) == 3
