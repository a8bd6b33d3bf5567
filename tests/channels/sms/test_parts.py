"""An SMS is counted as networks count it, and written so that it costs least."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepmark.channels.sms.parts import Count, counted, is_plain, transliterated


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", Count(0, 0, 160, True)),
        ("a" * 160, Count(160, 1, 0, True)),
        ("a" * 161, Count(161, 2, 145, True)),
        ("a" * 306, Count(306, 2, 0, True)),
        ("a" * 307, Count(307, 3, 152, True)),
        ("€" * 80, Count(80, 1, 0, True)),
        ("a" * 152 + "€" + "a" * 10, Count(163, 2, 141, True)),
        ("ż" * 70, Count(70, 1, 0, False)),
        ("ż" * 71, Count(71, 2, 63, False)),
        ("😀" * 35, Count(35, 1, 0, False)),
        ("ż" * 66 + "😀" * 3, Count(69, 2, 61, False)),
    ],
)
def test_letters_are_counted_into_parts(text: str, count: Count) -> None:
    assert counted(text) == count


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Zażółć gęślą jaźń", "Zazolc gesla jazn"),
        ("ŁÓDŹ – „Żak”…", 'LODZ - "Zak"...'),
        ("Светлана, щука и Ёж", "Svetlana, shchuka i Ezh"),
        ("Їжак №5", "Yizhak No.5"),
        ("café ñandú @ 5€ [ok]", "café ñandu @ 5€ [ok]"),
        ("nie ma 😀", "nie ma 😀"),
    ],
)
def test_polish_and_russian_are_written_in_plain_letters(text: str, plain: str) -> None:
    assert transliterated(text) == plain


@given(st.text(max_size=400))
def test_no_text_breaks_it_and_writing_it_twice_changes_nothing(text: str) -> None:
    once = transliterated(text)
    assert transliterated(once) == once
    count = counted(once)
    size = (160, 153) if is_plain(once) else (70, 67)
    assert count.characters == len(once)
    assert 0 <= count.left <= size[0]
    assert (count.parts == 0) is (once == "")
