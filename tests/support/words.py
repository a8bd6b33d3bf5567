"""Word documents as tests write and read them."""

import io
import re
import zipfile

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraph(*runs: str) -> str:
    """A paragraph whose text Word has spread over these runs."""
    return "<w:p>" + "".join(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def row(*cells: str) -> str:
    """A row of a table."""
    return "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"


def document(*blocks: str, **others: str) -> bytes:
    """A .docx with these paragraphs and tables; `others` are further parts by name, without their ending."""
    out = io.BytesIO()
    body = f'{_HEAD}<w:document xmlns:w="{_SPACE}"><w:body>{"".join(blocks)}</w:body></w:document>'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
        for name, content in others.items():
            archive.writestr(f"word/{name}.xml", content)
    return out.getvalue()


def lines_of(content: bytes) -> list[str]:
    """The texts of the paragraphs."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("word/document.xml").decode()
    found = re.findall(r"<w:p>(.*?)</w:p>", xml, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", each.replace("<w:br/>", "|")) for each in found]
