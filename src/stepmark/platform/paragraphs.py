"""Plain text as HTML: paragraphs and lines, with everything else escaped, so that no text can bring markup along."""

import html as stdlib_html
import re

from markupsafe import Markup, escape


def as_html(text: str) -> str:
    """Each block between blank lines becomes a paragraph, each line end a break; spaces at a line's start stay."""
    blocks = re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.strip("\n"))
    return "\n".join(_paragraph(block) for block in blocks if block.strip())


def paragraphs_of(html: str) -> list[list[str]]:
    """The paragraphs that `as_html` has made, with their lines as text."""
    blocks = re.findall(r"<p>(.*?)</p>", html, re.DOTALL)
    return [[stdlib_html.unescape(line) for line in block.split("<br>\n")] for block in blocks]


def _paragraph(block: str) -> str:
    return str(Markup("<p>{}</p>").format(Markup("<br>\n").join(_line(line) for line in block.split("\n"))))


def _line(line: str) -> Markup:
    bare = line.lstrip(" ")
    return Markup("&nbsp;") * (len(line) - len(bare)) + escape(bare)
