"""Cells for spreadsheets, which take for a formula what begins like one."""

import re

from stepmark.platform.text import is_storable

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
# In a workbook's texts a character's number may stand for it: "_x000D_" for the line end that was typed there.
_BY_NUMBER = re.compile("_x([0-9A-Fa-f]{4})_")
_LIKE_A_NUMBER = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def guarded(cell: str) -> str:
    """The cell with an apostrophe before what would run as a formula; plain numbers stay as they are."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def as_in_workbook(text: str) -> str:
    """The text as a workbook has to hold it, so that nothing in it is taken for a character's number."""
    return _LIKE_A_NUMBER.sub("_x005F_", text)


def as_in_cell(text: str) -> str:
    """What a workbook shows of a text that it holds; characters that can't be kept stay numbers."""
    return _BY_NUMBER.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if is_storable(character) else found[0]
