"""What a product costs beside its own price: on a price list, or everybody, by currency."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import PRODUCT
from stepmark.commands.access import not_found
from stepmark.commands.price_lists import remove_prices, set_price
from stepmark.queries.prices import ListedPrice, prices_of
from stepmark.queries.record_page import seen_record
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId, path_id
from stepmark.web.api._caller import ApiCaller, ApiSalesperson, ApiViewer
from stepmark.web.api._models import Amount, page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import page_shape
from stepmark.web.api._process_bodies import Body

router = APIRouter(prefix="/api/v1/products/{product_id}/prices", tags=["products"], responses=REFUSALS)
EVERYBODY = "everybody"
ListInPath = Annotated[
    int | None,
    BeforeValidator(lambda raw: None if raw == EVERYBODY else path_id(raw)),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"const": EVERYBODY}]}),
]
Currency = Annotated[str, Query(description="Only the price in this currency, such as EUR; else those in all.")]


class PriceShape(BaseModel):
    """What one unit costs; without a price list it is what it costs everybody in this currency."""

    price_list_id: RowId | None
    price_list: str | None
    amount: str
    currency: str


class NewPrice(Body):
    """The price, instead of the one that the list has in this currency."""

    price: Amount = Field(description='{"amount": "99.90", "currency": "PLN"}, or "99.90 PLN".')


_PRICES: Any = {"response_model": page_model("ProductPrices", PriceShape)}


@router.get("", **_PRICES)
def index(caller: ApiViewer, product_id: PathId) -> Response:
    """List a product's prices beside its own, all at once."""
    return _shown(caller, product_id)


@router.put("/{price_list_id}", **_PRICES)
def put(caller: ApiSalesperson, product_id: PathId, price_list_id: ListInPath, body: NewPrice) -> Response:
    """Say what a product costs on a price list, or `everybody`."""
    caller.run(set_price, product_id, price_list_id, body.price)
    return _shown(caller, product_id)


@router.delete("/{price_list_id}", status_code=204)
def delete(caller: ApiSalesperson, product_id: PathId, price_list_id: ListInPath, currency: Currency = "") -> None:
    """Take a product's prices on a price list away, or those of `everybody`."""
    caller.run(remove_prices, product_id, price_list_id, currency)


def _shown(caller: ApiCaller, product_id: int) -> Response:
    with caller.reading() as session:
        return json_answer(page_shape([_shape(each) for each in _prices(session, caller, product_id)], None))


def _prices(session: Session, caller: ApiCaller, product_id: int) -> list[ListedPrice]:
    is_seen = seen_record(session, PRODUCT, caller.actor, product_id) is not None
    if not is_seen or not caller.actor.access.sees(PRODUCT.name, "price"):
        raise not_found()
    return prices_of(session, product_id)


def _shape(each: ListedPrice) -> PriceShape:
    return PriceShape(
        price_list_id=each.list_id,
        price_list=each.list_name or None,
        amount=f"{each.money.amount:f}",
        currency=each.money.currency,
    )
