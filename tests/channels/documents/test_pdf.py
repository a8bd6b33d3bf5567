"""PDFs: whatever a text holds, it is shown and never carried out."""

import io

import pytest
from pypdf import PdfReader

from stepmark.channels.documents.pdf import as_pdf
from stepmark.channels.documents.sheets import Grid, PaperSheet, Party, TextSheet
from tests.support.pdfs import pdf_text

HOSTILE = '#read("pdf.py") $x^2$ *bold* _it_ @ref <label> `raw` // no \\ "quoted" #image("/etc/passwd")'


def text_sheet(*paragraphs: list[str]) -> TextSheet:
    return TextSheet("pl", "Umowa", "ACME", paragraphs)


def test_words_in_both_scripts_stay_words() -> None:
    text = pdf_text(as_pdf(text_sheet(["Zażółć gęślą jaźń", "Съешь ещё этих булок, 5 ₽"], ["Koniec"])))
    assert text == "Umowa Zażółć gęślą jaźń Съешь ещё этих булок, 5 ₽ Koniec ACME 1 / 1"


def test_text_is_never_markup() -> None:
    assert HOSTILE in pdf_text(as_pdf(text_sheet([HOSTILE])))


@pytest.mark.parametrize("text", ["日本 😀 العربية", "\u202e\u200b\ufeff\ue000", "y" * 10_000, "слово " * 2_000])
def test_any_text_can_be_set(text: str) -> None:
    line = text[:300]
    sheet = PaperSheet("ru", line, line, line, line, [(line, line)], [Party(line, line, [line])],
                       Grid([line, "Net"], [[line, "1"]], [1], 0), None, [(line, line)], [], (line, text))  # fmt: skip
    for each in (sheet, text_sheet([text])):
        assert as_pdf(each).startswith(b"%PDF-")


def test_it_is_fit_for_archives_and_says_its_title() -> None:
    reader = PdfReader(io.BytesIO(as_pdf(text_sheet(["One"]))))
    assert reader.metadata is not None
    assert reader.metadata.title == "Umowa"
    assert b"pdfaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()  # type: ignore[index]  # pypdf's own types
