"""Placeholders of Word documents: found wherever Word has put their pieces, and put back whole."""

import re

import pytest

from stepmark.channels.documents.docx import NotDocx
from stepmark.channels.documents.docx_tags import as_words, cut, filled
from tests.support.words import paragraph, row

LOOP, END = "{% for x in y %}", "{% endfor %}"


@pytest.mark.parametrize(
    "xml",
    [
        paragraph("a ", "b") + row("{ c", "d }"),
        paragraph("One ", "{", "{ x | default: ", "“y” }", "} two"),
        paragraph("{% if x %}", "one", "{% else %}", "two", "{% endif %}"),
    ],
)
def test_what_is_not_filled_in_is_as_it_was(xml: str) -> None:
    found = cut(xml)
    put_back = filled(found.text, found.pieces)
    assert words(put_back) == words(xml.replace("“", '"').replace("”", '"'))
    assert put_back.count("<w:r>") == xml.count("<w:r>")


def words(xml: str) -> str:
    """What one reads."""
    return re.sub("<[^>]*>|\n", "", xml)


_OPEN = '<w:t xml:space="preserve">'


@pytest.mark.parametrize(
    ("xml", "repeated"),
    [
        (paragraph(LOOP) + paragraph("a") + paragraph(END), paragraph("a")),
        (row(f"{LOOP}a", f"b{END}"), row("a", "b")),
        (row(LOOP) + row("a", "b") + row(END), row("a", "b")),
    ],
)
def test_paragraphs_and_rows_are_repeated_whole(xml: str, repeated: str) -> None:
    found = cut(xml)
    inner = found.text.partition(LOOP)[2].partition(END)[0]
    assert filled(inner, found.pieces).strip() == repeated.replace("<w:t>", _OPEN)


@pytest.mark.parametrize(
    "xml",
    [paragraph("a", LOOP) + paragraph(END), row(f"{LOOP}a") + row(f"b{END}"), paragraph("{{ x"), paragraph("{% x")],
)
def test_what_would_come_apart_is_refused(xml: str) -> None:
    with pytest.raises(NotDocx):
        cut(xml)


def test_values_are_words_alone() -> None:
    assert as_words("a <b> & \ue0000\ue001\nc") == 'a &lt;b&gt; &amp; 0</w:t><w:br/><w:t xml:space="preserve">c'
