"""The next number of a paper: one after the other in each year, without gaps or doubles."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from stepmark.catalogue.kinds import Kind
from stepmark.commands.work import Work
from stepmark.domain.paper_numbers import PaperSeries, written_number
from stepmark.domain.papers import Paper
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.paper_settings import paper_settings


def next_number(work: Work, kind: Kind, day: date) -> str:
    """The next number of the day's year. Others wait for the series until this change is kept or taken back."""
    series = _locked(work, kind, day.year)
    number = written_number(paper_settings(work.session).format_of(kind.name), series.last + 1, day)
    model: type[Paper] = kind.model  # type: ignore[assignment]  # only papers have numbers
    if work.session.scalar(select(model.id).where(model.number == number)) is not None:
        text = _(
            "The number %(taken)s was given already. Change in the settings how numbers are written.", taken=number
        )
        raise Problem("conflict", text, field="number")
    series.last += 1
    return number


def _locked(work: Work, kind: Kind, year: int) -> PaperSeries:
    query = select(PaperSeries).where(PaperSeries.kind == kind.name, PaperSeries.year == year).with_for_update()
    query = query.execution_options(populate_existing=True)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        # Two papers may be the year's first at once: one of them adds the row, and both then wait for its lock.
        dialect = postgresql if work.session.get_bind().dialect.name == "postgresql" else sqlite
        row = {"workspace_id": work.actor.workspace_id, "kind": kind.name, "year": year, "last": 0}
        adding = dialect.insert(PaperSeries).on_conflict_do_nothing()
        work.session.execute(adding, row, execution_options={"scoped_by_hand": True})
        found = work.session.scalars(query).one()
    return found
