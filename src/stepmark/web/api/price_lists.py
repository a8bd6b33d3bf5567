"""Price lists. Anybody may read them, as companies are given one; administrators change them."""

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.price_lists import create_price_list, delete_price_list, rename_price_list
from stepmark.domain.price_lists import PriceList
from stepmark.queries.prices import price_list, price_lists
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator, ApiViewer
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import page_shape
from stepmark.web.api._process_bodies import Body

router = APIRouter(prefix="/api/v1/price-lists", tags=["price-lists"], responses=REFUSALS)


class PriceListShape(BaseModel):
    """A price list. A company has it by its name, in `price_list`."""

    id: RowId
    name: str


class PriceListName(Body):
    """What it is called."""

    name: str


@router.get("", response_model=page_model("PriceLists", PriceListShape))
def index(caller: ApiViewer) -> Response:
    """List the price lists, all at once."""
    with caller.reading() as session:
        return json_answer(page_shape([_shape(each) for each in price_lists(session)], None))


@router.post("", status_code=201, response_model=PriceListShape)
def make(caller: ApiAdministrator, body: PriceListName) -> Response:
    """Make a price list, without prices."""
    return caller.created(_shown, create_price_list, body.name)


@router.get("/{price_list_id}", response_model=PriceListShape)
def show(caller: ApiViewer, price_list_id: PathId) -> Response:
    """Read one."""
    return caller.answer(lambda session: _shown(session, price_list_id))


@router.patch("/{price_list_id}", response_model=PriceListShape)
def rename(caller: ApiAdministrator, price_list_id: PathId, body: PriceListName) -> Response:
    """Rename it. The companies that have it keep it."""
    caller.run(rename_price_list, price_list_id, body.name)
    return caller.answer(lambda session: _shown(session, price_list_id))


@router.delete("/{price_list_id}", status_code=204)
def delete(caller: ApiAdministrator, price_list_id: PathId) -> None:
    """Delete a price list with its prices. One that companies have is `in-use`."""
    caller.run(delete_price_list, price_list_id)


def _shown(session: Session, price_list_id: int) -> PriceListShape:
    found = price_list(session, price_list_id)
    if found is None:
        raise not_found()
    return _shape(found)


def _shape(each: PriceList) -> PriceListShape:
    return PriceListShape(id=each.id, name=each.name)
