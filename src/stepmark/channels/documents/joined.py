"""One PDF behind another."""

import io

from pypdf import PdfReader, PdfWriter


class NotPdf(ValueError):
    """The bytes are no PDF that can be read without a password."""


def require_pdf(content: bytes) -> None:
    """Raise NotPdf for what can't be shown to a signer and kept with the record of the signature."""
    joined(content, b"")


def joined(first: bytes, second: bytes) -> bytes:
    """The pages of both; an empty second adds none. Raises NotPdf."""
    try:
        writer = PdfWriter()
        for each in filter(None, (first, second)):
            writer.append(PdfReader(io.BytesIO(each)))
        if not writer.pages:
            raise NotPdf
        out = io.BytesIO()
        writer.write(out)
    except Exception:  # a stranger's broken file fails anywhere in the reader, and with anything
        raise NotPdf from None
    return out.getvalue()
