"""For whom a task is, as its form asks: a group, and job titles to tick."""

from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from stepmark.catalogue.kinds import TASK, Kind
from stepmark.commands.audience import AUDIENCE
from stepmark.domain.record import Record
from stepmark.domain.tasks import GROUP, TITLES, Task, audience_of
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.audience import job_titles
from stepmark.queries.groups import groups
from stepmark.web.forms import text_of_form

SHOWN = "audience__shown"


@dataclass(frozen=True)
class Audience:
    """What may be chosen, (value, label), and what is."""

    groups: list[tuple[str, str]]
    titles: list[tuple[str, str]]
    group: str
    chosen: list[str]


def audience_on_form(
    session: ScopedSession, kind: Kind, record: Record | None = None, form: FormData | None = None
) -> Audience | None:
    """The audience of this task, or of none yet; or what a form that can't be saved has chosen. None if not a task."""
    if kind is not TASK:
        return None
    now = audience_of(record) if isinstance(record, Task) else {GROUP: None, TITLES: []}
    sent = submitted_audience(form) if form is not None else {}
    group, chosen = str({**now, **sent}[GROUP] or ""), list({**now, **sent}[TITLES])
    titles = sorted({*job_titles(session), *now[TITLES]})
    return Audience(
        [(str(each.id), each.name) for each in groups(session)], [(each, each) for each in titles], group, chosen
    )


def submitted_audience(form: FormData, record: Record | None = None) -> dict[str, Any]:
    """What the form says where it showed it; of a task that there is, only what differs."""
    if SHOWN not in form:
        return {}
    titles = [each for each in form.getlist(TITLES) if isinstance(each, str)]
    sent: dict[str, Any] = {GROUP: text_of_form(form, GROUP), TITLES: titles}
    if not isinstance(record, Task):
        return sent
    now = audience_of(record)
    same = {GROUP: sent[GROUP] == str(now[GROUP] or ""), TITLES: set(titles) == set(now[TITLES])}
    return {key: sent[key] for key in AUDIENCE if not same[key]}
