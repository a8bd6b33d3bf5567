"""For whom alone a task is: a group and job titles, besides its responsible member and its creator."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.commands.work import Work
from stepmark.domain.people import Group
from stepmark.domain.tasks import GROUP, TITLES, Task, audience_of
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.queries.history import creator_of

AUDIENCE = (GROUP, TITLES)
MOST_TITLES = 20
TITLE_LIMIT = 200


def set_audience(work: Work, task: Task, raw: Mapping[str, Any]) -> None:
    """Say for which group (`for_group_id`) and job titles (`for_job_titles`, a list or text with semicolons) it is."""
    if raw.keys().isdisjoint(AUDIENCE):
        return
    before = audience_of(task)
    after = before | ({GROUP: _group_in(work, raw[GROUP], before[GROUP])} if GROUP in raw else {})
    after |= {TITLES: _titles_in(raw[TITLES])} if TITLES in raw else {}
    changes = {key: (before[key], after[key]) for key in AUDIENCE if before[key] != after[key]}
    if not changes:
        return
    if task.creator_id is None:
        task.creator_id = creator_of(work.session, "task", task.id)
    task.limit_to(after[GROUP], after[TITLES])
    task.touch()
    work.happened_to("updated", "task", task, changes, task.deal_id)


def besides_audience(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The raw values of a task's fields."""
    return {key: value for key, value in raw.items() if key not in AUDIENCE}


def _group_in(work: Work, raw: Any, before: int | None) -> int | None:
    text = str(raw).strip() if isinstance(raw, int | str) and not isinstance(raw, bool) else ""
    if raw in (None, ""):
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid({GROUP: _("Choose one from the list.")})
    if int(text) != before and work.session.scalar(select(Group.id).where(Group.id == int(text))) is None:
        raise Problem("broken-reference", _("This group does not exist any more. Choose another."), field=GROUP)
    return int(text)


def _titles_in(raw: Any) -> list[str]:
    given = raw.split(";") if isinstance(raw, str) else raw or []
    if not isinstance(given, list | tuple) or len(given) > MOST_TITLES:
        raise Invalid({TITLES: _("Give a list of at most %(limit)s job titles.", limit=MOST_TITLES)})
    try:
        titles = [text_in(each, TITLE_LIMIT) for each in given]
    except ValueFault as fault:
        raise Invalid({TITLES: fault.text}) from None
    return sorted({each for each in titles if each})
