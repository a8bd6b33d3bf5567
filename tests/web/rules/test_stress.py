"""Names that stand out in a sentence."""

import pytest

from stepmark.web.rules.stress import mark, stressed


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (f"When a {mark('deal')} is created", "When a <strong>deal</strong> is created"),
        (mark("<b>&"), "<strong>&lt;b&gt;&amp;</strong>"),
        (mark(mark("twice")), "<strong>twice</strong>"),
        ("\ue000never ended", "never ended"),
        ("plain", "plain"),
    ],
)
def test_a_marked_name_is_stressed_and_all_is_escaped(text: str, html: str) -> None:
    assert stressed(text) == html
