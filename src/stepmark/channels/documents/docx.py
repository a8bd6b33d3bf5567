"""Word documents (.docx) with placeholders: taken apart into their words' XML, and put together again.

Nothing of a stranger's file is carried out: macros, entities and what unpacks without measure are refused.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping

from stepmark.platform.i18n import Text, _
from stepmark.platform.xml import NotXml, elements

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_BYTES = 5 * 1024 * 1024
_MOST_UNPACKED = 30 * 1024 * 1024
_MOST_PARTS = 1_000
_MOST_XML = 2 * 1024 * 1024
_AT_ONCE = 256 * 1024
_BODY = "word/document.xml"
_BESIDE = ("word/header", "word/footer")
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, zlib.error, RuntimeError)


class NotDocx(ValueError):
    """Why a file is no Word document that could be a template."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


def worded_parts(content: bytes) -> dict[str, str]:
    """The XML of the body, the headers and the footers, by their names in the archive; raises NotDocx."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _unpacked(archive)
    except _BROKEN:
        raise NotDocx(_("This is no Word document (.docx), or it is damaged. Save it again in Word.")) from None
    if _BODY not in parts:
        raise NotDocx(_("This is no Word document (.docx), whatever its name says."))
    if any("vbaproject" in name.lower() for name in parts):
        raise NotDocx(_("This document has macros. Save it as a .docx without them."))
    return {name: _xml(parts[name]) for name in parts if name == _BODY or _is_beside(name)}


def assembled(base: bytes, parts: Mapping[str, str]) -> bytes:
    """The document with these parts in the place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in archive.infolist():
            replaced = parts.get(part.filename)
            made.writestr(part, archive.read(part) if replaced is None else replaced.encode())
    return out.getvalue()


def require_xml(xml: str) -> None:
    """Raise NotDocx for what Word could not open."""
    try:
        elements(xml.encode())
    except NotXml:
        reason = _("Its placeholders stand so that nothing whole comes of it. Keep “for” and “endfor” in like places.")
        raise NotDocx(reason) from None


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    parts, total = {}, 0
    for part in archive.infolist()[: _MOST_PARTS + 1]:
        with archive.open(part) as packed:
            content = bytearray()
            while chunk := packed.read(_AT_ONCE):
                content += chunk
                total += len(chunk)
                if total > _MOST_UNPACKED:
                    raise NotDocx(_("This document unpacks to more than %(limit)s MB.", limit=_MOST_UNPACKED >> 20))
        parts[part.filename] = bytes(content)
    if len(parts) > _MOST_PARTS:
        raise NotDocx(_("This document has too many parts."))
    return parts


def _is_beside(name: str) -> bool:
    return name.startswith(_BESIDE) and name.endswith(".xml")


def _xml(content: bytes) -> str:
    if len(content) > _MOST_XML:
        raise NotDocx(_("The words of this document are more than %(limit)s MB.", limit=_MOST_XML >> 20))
    try:
        text = content.decode("utf-8-sig")
        elements(content)
    except (UnicodeDecodeError, NotXml):
        raise NotDocx(_("A part of this document can't be read. Save it again in Word.")) from None
    if "<!" in text:
        raise NotDocx(_("A part of this document can't be read. Save it again in Word."))
    return text
