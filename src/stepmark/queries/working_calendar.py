"""When the workspace works."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.holidays import Holiday
from stepmark.domain.working_time import WorkingCalendar
from stepmark.domain.workspace import Workspace


def working_calendar(session: Session, workspace_id: int) -> WorkingCalendar:
    """Its days, hours and holidays, by which durations are reckoned."""
    workspace = session.get_one(Workspace, workspace_id)
    return WorkingCalendar(
        time_zone=workspace.time_zone,
        days=frozenset(workspace.work_days),
        opens=workspace.work_from,
        closes=workspace.work_to,
        holidays=frozenset(each.day for each in holidays(session)),
    )


def holidays(session: Session, year: int | None = None) -> Sequence[Holiday]:
    """Every holiday, or those of a year, in their order."""
    query = select(Holiday).order_by(Holiday.day)
    if year is not None:
        query = query.where(Holiday.day.between(date(year, 1, 1), date(year, 12, 31)))
    return session.scalars(query).all()
