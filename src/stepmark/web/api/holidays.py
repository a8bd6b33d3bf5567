"""The workspace's public holidays. Anybody may read them; administrators change them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.holidays import add_holiday, delete_holiday, import_holidays
from stepmark.domain.holidays import Holiday
from stepmark.platform.country_holidays import FIRST_YEAR, LAST_YEAR
from stepmark.queries.working_calendar import holidays
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator, ApiViewer
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import page_shape

router = APIRouter(prefix="/api/v1/holidays", tags=["holidays"], responses=REFUSALS)
Year = Annotated[int | None, Query(ge=1, le=9999, description="Only this year's.")]


class HolidayShape(BaseModel):
    """A day on which the workspace does not work."""

    id: RowId
    day: str
    name: str


class NewHoliday(BaseModel):
    """A day, as YYYY-MM-DD, and what it is called."""

    model_config = ConfigDict(extra="forbid")

    day: str
    name: str = ""


class CountrysYear(BaseModel):
    """A country by its two letters, such as PL."""

    model_config = ConfigDict(extra="forbid")

    country: str
    year: int = Field(description=f"From {FIRST_YEAR} to {LAST_YEAR}.")


class Added(BaseModel):
    """How many days have become holidays; those that were there are not among them."""

    added: int


@router.get("", response_model=page_model("Holidays", HolidayShape))
def index(caller: ApiViewer, year: Year = None) -> Response:
    """List the holidays by day, all at once."""
    with caller.reading() as session:
        return json_answer(page_shape([_shape(each) for each in holidays(session, year)], None))


@router.post("", status_code=201, response_model=HolidayShape)
def make(caller: ApiAdministrator, body: NewHoliday) -> Response:
    """Make a day a holiday, or rename the one that it is."""
    return caller.created(_shown, add_holiday, body.day, body.name)


@router.post("/imports", response_model=Added)
def bring_in(caller: ApiAdministrator, body: CountrysYear) -> Response:
    """Add a country's holidays of one year. Those that are there stay as they are."""
    return caller.done(lambda _session, came: Added(added=came), import_holidays, body.country, body.year)


@router.delete("/{holiday_id}", status_code=204)
def delete(caller: ApiAdministrator, holiday_id: PathId) -> None:
    """Make a holiday a day like others."""
    caller.run(delete_holiday, holiday_id)


def _shown(session: Session, holiday_id: int) -> HolidayShape:
    holiday = session.get(Holiday, holiday_id)
    if holiday is None:
        raise not_found()
    return _shape(holiday)


def _shape(holiday: Holiday) -> HolidayShape:
    return HolidayShape(id=holiday.id, day=holiday.day.isoformat(), name=holiday.name)
