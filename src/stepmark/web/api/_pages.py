"""Lists in pages: how many at once, and where to go on."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import Query

from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.web.api._bodies import LARGEST_ID

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
After = Annotated[str, Query(description="The cursor that the page before gave as `next`.")]


def id_after(cursor: str) -> int:
    """The id behind a cursor, 0 for none; raises Invalid."""
    if not cursor:
        return 0
    try:
        found = int(urlsafe_b64decode(cursor.encode("ascii") + b"=="))
    except ValueError:
        found = -1
    if not 0 < found <= LARGEST_ID:
        raise Invalid({"after": _("This is not a cursor that a list has given. Start without one.")})
    return found


def page_shape(items: Any, last_id: int | None) -> dict[str, Any]:
    """A page as programs read it."""
    cursor = urlsafe_b64encode(str(last_id).encode()).decode().rstrip("=") if last_id is not None else None
    return {"items": items, "next": cursor}


def cut_page(rows: Sequence[Any], limit: int, shape: Callable[[Any], Any]) -> dict[str, Any]:
    """The page that rows make of which one more than `limit` was asked for; each has an id, and becomes its shape."""
    last = rows[limit - 1].id if len(rows) > limit else None
    return page_shape([shape(each) for each in rows[:limit]], last)
