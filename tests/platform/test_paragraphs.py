"""Plain text as HTML: nothing in it becomes markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepmark.platform.paragraphs import as_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Contract", "<p>Contract</p>"),
        ("One\ntwo\n\n\nthree", "<p>One<br>\ntwo</p>\n<p>three</p>"),
        ("\n  Here & <b>now</b>\n", "<p>&nbsp;&nbsp;Here &amp; &lt;b&gt;now&lt;/b&gt;</p>"),
        ("%s {} {0} %(x)s", "<p>%s {} {0} %(x)s</p>"),
        ("", ""),
        (" \n\t\n ", ""),
    ],
)
def test_lines_and_paragraphs_stay(text: str, html: str) -> None:
    assert as_html(text) == html


@given(st.text(alphabet="<>&\"'/ab \n\t{}%;#", max_size=80))
def test_no_text_brings_markup_along(text: str) -> None:
    bare = re.sub(r"</?p>|<br>", "", as_html(text))
    assert not set(bare) & set("<>\"'")
