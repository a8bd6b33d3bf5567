"""All reports, in the order of their tabs."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from stepmark.platform.i18n import Text, _
from stepmark.web.reports import closings, funnel, people, stage_times, steps
from stepmark.web.reports.picture import Picture, View


class Report(NamedTuple):
    """One report: its tab's label, the question it answers, and what answers it."""

    label: Text
    question: Text
    draw: Callable[[Session, View], Picture]


REPORTS: Mapping[str, Report] = {
    "funnel": Report(_("Funnel"), _("How far do deals get?"), funnel.picture),
    "stages": Report(_("Time in stage"), _("How long do deals stay in each stage?"), stage_times.picture),
    "steps": Report(_("Steps"), _("Which steps are done, and do they go with winning?"), steps.picture),
    "closings": Report(_("Won and lost"), _("How many deals are won and lost as time goes by?"), closings.picture),
    "people": Report(_("People"), _("What does each person win, and how busy are they?"), people.picture),
}
