"""How much a file may hold, said on the page that asks for one, and the refusal of what holds more."""

from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text

MEGABYTE = 1024 * 1024
MOST_BYTES = 200 * MEGABYTE
MOST_UNPACKED = 100 * MEGABYTE
MOST_ROWS = 200_000
MOST_COLUMNS = 500
LONGEST_CELL = 1_000_000
LONGEST_NAME = 300


def unreadable(text: Text) -> Problem:
    """A file that is no table, with what to do about it."""
    return Problem("invalid", text, field="file")
