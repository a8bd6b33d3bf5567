"""Ids of other rows: users, files, records. Whether they exist is asked by commands, which have a session."""

from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Cell, Reader, ValueFault, ValueType
from stepmark.platform.i18n import _

_LARGEST_ID = 2**63 - 1


class ReferenceType(ValueType[int]):
    """A positive id."""

    def parse(self, raw: Any, field: Field, reader: Reader) -> int | None:
        """An integer, or its digits."""
        if isinstance(raw, bool) or not isinstance(raw, int | str):
            raise ValueFault(_("Choose one from the list."))
        row_id = _digits(raw.strip()) if isinstance(raw, str) else raw
        if row_id is not None and not 0 < row_id <= _LARGEST_ID:
            raise ValueFault(_("Choose one from the list."))
        return row_id

    def cell(self, value: int) -> Cell:
        """The id as it is."""
        return Cell(number=value)

    def load(self, cell: Cell) -> int:
        """The id."""
        return cell.number or 0


def _digits(text: str) -> int | None:
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
