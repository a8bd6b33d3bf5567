"""Local days and the moments at which they begin, through gaps and doubled hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Days that can be shown in every zone, with a month around them.
FIRST_DAY = date(2, 1, 1)
LAST_DAY = date(9998, 12, 31)


def start_of(day: date, time_zone: str) -> datetime:
    """The moment at which a day begins in an IANA zone. Where midnight is skipped, the day begins after the gap."""
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC)


def day_of(moment: datetime, time_zone: str) -> date:
    """The local day that a moment falls on."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def on_day(moment: datetime | None, day: date, time_zone: str, otherwise: time) -> datetime:
    """The same time of day as `moment`, or `otherwise`, on another local day."""
    local = moment.astimezone(ZoneInfo(time_zone)).time() if moment else otherwise
    return datetime.combine(day, local.replace(fold=0), ZoneInfo(time_zone)).astimezone(UTC)


def monday_of(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def local_day(text: str | None, time_zone: str) -> int | None:
    """The ordinal of the local day of a moment as SQLite stores it: an ISO text in UTC, or a day alone."""
    if text is None:
        return None
    return day_of(datetime.fromisoformat(text).replace(tzinfo=UTC), time_zone).toordinal()


def day_pattern(language: str) -> str:
    """How a language writes a day with its year: 20 Nov 2026 in English, 20.11.2026 elsewhere (Unicode's letters)."""
    return "d MMM y" if language == "en" else "dd.MM.y"
