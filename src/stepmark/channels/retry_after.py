"""When a server that takes nothing now asks to be tried again."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from stepmark.channels.http import Answer
from stepmark.platform.clock import now

_LONGEST_WAIT = timedelta(days=1)


def not_before(answer: Answer) -> datetime | None:
    """What Retry-After asks for, in seconds or as a date; a day at most."""
    said = answer.headers.get("retry-after", "").strip()
    try:
        at = now() + timedelta(seconds=int(said)) if said.isdecimal() else parsedate_to_datetime(said)
        return min(at, now() + _LONGEST_WAIT)
    except (ValueError, TypeError, OverflowError):
        return None
