"""The product's only clock. Tests set it here, or for a subprocess through STEPMARK_CLOCK."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_offset = timedelta(0)


def now() -> datetime:
    """The present moment, in UTC with its zone."""
    return datetime.now(UTC) + _offset


def today(time_zone: str) -> date:
    """The local day in an IANA zone such as `Europe/Warsaw`."""
    return now().astimezone(ZoneInfo(time_zone)).date()


def set_clock(start: str) -> None:
    """Let the clock run on from `start` (ISO 8601); an empty text brings the real time back."""
    global _offset  # noqa: PLW0603 - one clock per process is the point
    _offset = _parse(start) - datetime.now(UTC) if start else timedelta(0)


def _parse(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
