"""PDFs as people read them."""

import io

from pypdf import PdfReader


def pdf_text(content: bytes) -> str:
    """All words of a PDF, one after another; the marks where a long word may be broken are left out."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join("\n".join(pages).replace("\u200b", "").split())
