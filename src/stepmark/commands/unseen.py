"""Who is on a record and where a deal stands, as a form gives them back that may be older than the record (I14)."""

from collections.abc import Mapping, Sequence
from typing import Any

from stepmark.commands.people import people_of
from stepmark.commands.work import Work
from stepmark.domain.deals import Sale
from stepmark.domain.record import Record
from stepmark.domain.tasks import Task, audience_of
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.history import values_at

Raw = Mapping[str, Any]

LABELS = {
    "process_id": _("Process"),
    "stage_id": _("Stage"),
    "status": _("Status"),
    "contact_ids": _("Further contacts"),
    "co_executor_ids": _("Co-executors"),
    "for_group_id": _("Group"),
    "for_job_titles": _("Job titles"),
}


def without_unseen(work: Work, record: Record, raw: Raw, version: int | None) -> Raw:
    """The raw values without what their user left as it was at `version` while others changed it.

    What both changed is refused (`conflict`), as `unseen_merged` does for fields.
    """
    given = [key for key in LABELS if key in raw]
    if version is None or version >= record.version or not given:
        return raw
    then = values_at(work.session, record.about.name, record.id, max(version, 0))
    left = {key for key in given if key in then and _comparable(raw[key]) == _comparable(then[key])}
    now = _standing(work, record)
    clashes = [key for key in given if key in then and key not in left and _comparable(raw[key]) != now[key]]
    if clashes:
        raise _conflict(record, [(key, raw[key], now[key]) for key in clashes])
    return {key: value for key, value in raw.items() if key not in left}


def _standing(work: Work, record: Record) -> dict[str, Any]:
    standing = {key: getattr(record, key) for key in ("process_id", "stage_id", "status") if isinstance(record, Sale)}
    audience = audience_of(record) if isinstance(record, Task) else {}
    return {key: _comparable(value) for key, value in {**standing, **audience, **people_of(work, record)}.items()}


def _comparable(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return sorted(str(each) for each in value)
    return str(value or "")


def _conflict(record: Record, clashes: Sequence[tuple[str, Any, Any]]) -> Problem:
    text = _("Somebody else has changed the same fields while you were editing. Choose which values to keep.")
    shown = [{"field": key, "label": LABELS[key], "yours": yours, "theirs": theirs} for key, yours, theirs in clashes]
    return Problem("conflict", text, field=shown[0]["field"], clashes=shown, version=record.version)
