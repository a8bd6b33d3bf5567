"""What other currencies are worth in the workspace's own. Anybody may read it; administrators change it."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from stepmark.commands.exchange_rates import delete_rate, set_rate
from stepmark.domain.exchange_rates import ExchangeRate
from stepmark.queries.exchange_rates import exchange_rates
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import RowId
from stepmark.web.api._caller import ApiAdministrator, ApiViewer
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import page_shape

router = APIRouter(prefix="/api/v1/exchange-rates", tags=["exchange-rates"], responses=REFUSALS)
Currency = Annotated[str, Path(description="A currency's code, such as USD.")]


class RateShape(BaseModel):
    """`rate` units of `base` for one unit of `currency`. It counts while `base` is the workspace's currency."""

    id: RowId
    currency: str
    base: str
    rate: str
    day: str
    source: str = Field(description="The bank whose file it came from; empty if set by hand.")


class NewRate(BaseModel):
    """What one unit is worth in the workspace's currency."""

    model_config = ConfigDict(extra="forbid")

    rate: str
    day: str | None = Field(None, description="Of which day, as YYYY-MM-DD; today if not given.")


@router.get("", response_model=page_model("ExchangeRates", RateShape))
def index(caller: ApiViewer) -> Response:
    """List the exchange rates, all at once."""
    with caller.reading() as session:
        return json_answer(page_shape([_shape(each) for each in exchange_rates(session)], None))


@router.put("/{currency}", response_model=RateShape)
def put(caller: ApiAdministrator, currency: Currency, body: NewRate) -> Response:
    """Set a currency's rate."""
    rate_id = caller.run(set_rate, currency, body.rate, body.day or "")
    return caller.answer(lambda session: _shown(session, rate_id))


@router.delete("/{currency}", status_code=204)
def delete(caller: ApiAdministrator, currency: Currency) -> None:
    """Delete a currency's rate."""
    caller.run(delete_rate, currency)


def _shown(session: Session, rate_id: int) -> RateShape:
    return _shape(session.get_one(ExchangeRate, rate_id))


def _shape(each: ExchangeRate) -> RateShape:
    return RateShape(
        id=each.id, currency=each.currency, base=each.base, rate=each.rate, day=each.day.isoformat(), source=each.source
    )
