"""When the workspace works."""

from collections.abc import Sequence

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


def holidays(session: Session) -> Sequence[Holiday]:
    """Every holiday in its order."""
    return session.scalars(select(Holiday).order_by(Holiday.day)).all()
