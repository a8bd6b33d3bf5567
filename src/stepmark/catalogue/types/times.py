"""Days and moments."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Cell, Reader, ValueFault, ValueType
from stepmark.platform.i18n import _

# A day from the ends of the calendar, so that a moment can be shown in every zone.
_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
_LATEST = datetime(9999, 12, 31, tzinfo=UTC)


class DateType(ValueType[date]):
    """A day, 0001-01-01 to 9999-12-31."""

    def parse(self, raw: Any, field: Field, reader: Reader) -> date | None:
        """ISO 8601, or DD.MM.YYYY as Poles and Russians write it."""
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return raw
        text = str(raw).strip() if isinstance(raw, str) else "?"
        if not text:
            return None
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        raise ValueFault(_("Enter a date as YYYY-MM-DD or DD.MM.YYYY."))

    def json(self, value: date) -> Any:
        """ISO 8601."""
        return value.isoformat()

    def cell(self, value: date) -> Cell:
        """Midnight, UTC."""
        return Cell(time=datetime.combine(value, time(), UTC))

    def load(self, cell: Cell) -> date:
        """The day."""
        return cell.time.date() if cell.time else date.min


class DatetimeType(ValueType[datetime]):
    """A moment, kept in UTC; without a zone it is meant in the writer's."""

    def parse(self, raw: Any, field: Field, reader: Reader) -> datetime | None:
        """ISO 8601, to the second; a bare day means its start."""
        if isinstance(raw, datetime) and raw.tzinfo:
            raw = raw.isoformat()
        text = str(raw).strip() if isinstance(raw, str) else "?"
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
            zoned = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(reader.time_zone))
            utc = zoned.astimezone(UTC).replace(microsecond=0)
        except (ValueError, OverflowError):
            utc = _EARLIEST
        if not _EARLIEST < utc < _LATEST:
            raise ValueFault(_("Enter a date and time as YYYY-MM-DD HH:MM.")) from None
        return utc

    def json(self, value: datetime) -> Any:
        """ISO 8601 in UTC, ending in Z."""
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")

    def cell(self, value: datetime) -> Cell:
        """The moment."""
        return Cell(time=value)

    def load(self, cell: Cell) -> datetime:
        """The moment in UTC."""
        return cell.time or datetime.min.replace(tzinfo=UTC)
