"""How a column writes dates and numbers: read off all its cells at once, and asked for when they leave it open."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from stepmark.importing.workbook import Exact
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _

_PARTS = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4})(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?))?")
_BACKWARDS = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?))?")
_NO_DATE = "?"  # not the cell itself, which a field might still read in the other order
_COMMA_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_POINT_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")


def date_order(column: str, cells: Iterable[str], said: str | None) -> str:
    """ "iso", "dmy" or "mdy" for a column of dates; what fits both orders is asked for, not guessed."""
    if said:
        return said
    found = [match for cell in cells if (match := _PARTS.fullmatch(cell.strip()))]
    if not found:
        return "iso"
    if all(match[2] == "." for match in found):
        return "dmy"  # nobody writes 12.31.2026, and our own forms read points so
    fits_dmy = any(int(match[1]) > 12 for match in found)
    fits_mdy = any(int(match[3]) > 12 for match in found)
    if fits_dmy == fits_mdy:
        sample = found[0][0]
        text = _(
            "The dates in “%(column)s”, such as %(sample)s, can be read both ways. "
            "Say whether they are day/month/year, as in 31/12/2026, or month/day/year, as in 12/31/2026.",
            column=column,
            sample=sample,
        )
        raise Problem("invalid", text, field="dates")
    return "dmy" if fits_dmy else "mdy"


def iso_date(cell: str, order: str) -> str:
    """The cell in ISO 8601 where it is a date in this order; anything else as it is, for its field to refuse."""
    if match := _BACKWARDS.fullmatch(cell):
        return _iso(match[1], match[2], match[3], match[4]) or cell
    if order == "iso" or not (match := _PARTS.fullmatch(cell)):
        return cell
    day, month = (match[1], match[3]) if order == "dmy" else (match[3], match[1])
    return _iso(match[4], month, day, match[5]) or _NO_DATE


def only_day(cell: str) -> str:
    """The day of a moment at midnight, as spreadsheets export days."""
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        return cell
    at_midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.date().isoformat() if at_midnight else cell


def decimal_sign(column: str, cells: Iterable[str], said: str | None) -> str:
    """ "point" or "comma" for a column of numbers; "1,234" alone is asked for, not guessed."""
    if said:
        return said
    with_comma = [cell.strip() for cell in cells if "," in cell]
    doubtful = [cell for cell in with_comma if _COMMA_THOUSANDS.fullmatch(cell)]
    if len(doubtful) < len(with_comma) or not with_comma:
        return "comma" if with_comma else "point"
    if any("." in cell or cell.count(",") > 1 for cell in doubtful):
        return "point"
    text = _(
        "The numbers in “%(column)s” (such as %(sample)s) may be thousands or decimals. "
        "Say which: “decimals” is point or comma.",
        column=column,
        sample=doubtful[0],
    )
    raise Problem("invalid", text, field="decimals")


def plain_number(cell: str, sign: str) -> str:
    """The number with a decimal point and no grouping; one that a workbook holds is so already."""
    if isinstance(cell, Exact):
        return cell
    if sign == "comma":
        has_points_as_groups = "," in cell or _POINT_THOUSANDS.fullmatch(cell)
        return cell.replace(".", "").replace(",", ".") if has_points_as_groups else cell
    return cell.replace(",", "")


def _iso(year: str, month: str, day: str, time: str | None) -> str | None:
    try:
        written = date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
    return f"{written} {time.zfill(5) if len(time) < 6 else time.zfill(8)}" if time else written
