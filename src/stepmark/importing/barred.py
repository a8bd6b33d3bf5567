"""The phones and e-mails that a row brings in, to be looked for on the exceptions list."""

from collections.abc import Iterator

from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.points import Point
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.values import parse
from stepmark.commands.import_record import PreparedRow


def points_of_row(kind: Kind, row: PreparedRow, reader: Reader) -> Iterator[Point]:
    """Those of the record itself, and of the linked ones that the row describes."""
    for described, raw in ((kind, row.raw), *((each.kind, each.raw) for each in row.linked)):
        for field in described.system_fields:
            if field.point and field.key in raw:
                try:
                    yield from (Point(field.point, text) for text in parse(field, raw[field.key], reader) or ())
                except ValueFault:
                    continue  # told with the row's faults once it is refused
