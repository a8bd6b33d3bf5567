"""What a product costs on each price list."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import PRODUCT
from stepmark.commands.price_lists import remove_price, set_price
from stepmark.domain.rights import require
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.queries.prices import price_lists
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.record_parts import details_for
from stepmark.web.render import see_other

router = APIRouter()
_URL = "/products/{product_id:id}/prices"


@router.get(_URL + "/new")
def new(caller: Salesperson, product_id: int) -> Response:
    """The form for a price."""
    return _form(caller, product_id)


@router.post(_URL)
def create(caller: Salesperson, product_id: int, form: Form) -> Response:
    """The price, instead of the one that the list has in this currency."""
    raw = {"amount": text_of_form(form, "price"), "currency": text_of_form(form, "price_currency")}
    price_list_id = int_of_form(form, "price_list_id")
    try:
        caller.run(set_price, product_id, price_list_id, raw)
    except Invalid as problem:
        return _form(caller, product_id, problem, {**raw, "price_list_id": price_list_id})
    return see_other(f"/products/{product_id}", _("Saved."), undo=caller.undo)


@router.delete(_URL + "/{price_id:id}")
def delete(caller: Salesperson, product_id: int, price_id: int) -> Response:
    """Take one away."""
    caller.run(remove_price, product_id, price_id)
    return see_other(f"/products/{product_id}", _("The price is removed."), undo=caller.undo)


def _form(
    caller: Caller, product_id: int, problem: Problem | None = None, given: dict[str, Any] | None = None
) -> Response:
    with caller.reading() as session:
        details = details_for(session, caller, PRODUCT, product_id)
        require(details.editable)
        lists = [(each.id, each.name) for each in price_lists(session)]
    return asked(
        caller,
        Place("products", details.record.label, details.url),
        "price_lists/_price.html",
        _("New price"),
        problem.status if problem else 200,
        product_id=product_id,
        lists=lists,
        given=given or {},
        errors=field_errors(problem) if problem else {},
        currency=(given or {}).get("currency") or caller.actor.currency,
    )
