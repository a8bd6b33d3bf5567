"""PDFs fit for archives, set by Typst from layouts of ours: nothing comes from outside, and no text is markup."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from stepmark.channels.documents.sheets import Sheet
from stepmark.platform.clock import now

_HERE = Path(__file__).parent
_LAYOUTS = _HERE / "layouts"


def as_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF. With a character that our font lacks it is an ordinary one, as archives want each shown."""
    given = {"sheet": json.dumps(asdict(sheet))}
    try:
        return _set(sheet.layout, given, "a-2b")
    except typst.TypstError:
        return _set(sheet.layout, given, None)


def _set(layout: str, given: dict[str, str], standard: Literal["a-2b"] | None) -> bytes:
    compiler = typst.Compiler(
        _LAYOUTS / f"{layout}.typ", root=_LAYOUTS, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=given
    )
    made = compiler.compile(format="pdf", pdf_standards=standard or [], timestamp=now().replace(microsecond=0))
    if not isinstance(made, bytes):
        raise TypeError
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[_HERE / "fonts"])
