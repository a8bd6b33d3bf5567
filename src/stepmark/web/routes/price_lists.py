"""The workspace's price lists."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.access import not_found
from stepmark.commands.price_lists import create_price_list, delete_price_list, rename_price_list
from stepmark.domain.price_lists import MOST_PRICE_LISTS, PriceList
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.queries.prices import companies_with, price_lists
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/settings/price-lists"
_ONE = _URL + "/{price_list_id:id}"
PRICE_LISTS = Place("settings", _("Price lists"), _URL)


@router.get(_URL)
def index(caller: Administrator) -> Response:
    """All of them, with the form that adds one."""
    return _page(caller)


@router.post(_URL)
def create(caller: Administrator, form: Form) -> Response:
    """Add one."""
    name = text_of_form(form, "name")
    try:
        caller.run(create_price_list, name)
    except Invalid as problem:
        return _page(caller, problem, name)
    return see_other(_URL, _("The price list is added."))


@router.get(_ONE + "/edit")
def edit(caller: Administrator, price_list_id: int) -> Response:
    """The form for another name."""
    return _name_form(caller, price_list_id)


@router.patch(_ONE)
def update(caller: Administrator, price_list_id: int, form: Form) -> Response:
    """The other name."""
    name = text_of_form(form, "name")
    try:
        caller.run(rename_price_list, price_list_id, name)
    except Invalid as problem:
        return _name_form(caller, price_list_id, problem, name)
    return see_other(_URL, _("Saved."))


@router.get(_ONE + "/deletion")
def ask(caller: Administrator, price_list_id: int) -> Response:
    """What deleting it means."""
    with caller.reading() as session:
        found = session.get(PriceList, price_list_id)
        if found is None:
            raise not_found()
        count = companies_with(session, found)
    title = _("Delete “%(name)s”?", name=found.name)
    return asked(caller, PRICE_LISTS, "price_lists/_deletion.html", title, price_list=found, count=count)


@router.delete(_ONE)
def delete(caller: Administrator, price_list_id: int) -> Response:
    """Take one away."""
    caller.run(delete_price_list, price_list_id)
    return see_other(_URL, _("The price list is deleted."))


def _page(caller: Caller, problem: Problem | None = None, name: str = "") -> Response:
    with caller.reading() as session:
        found = [(each, companies_with(session, each)) for each in price_lists(session)]
    errors = field_errors(problem) if problem else {}
    status = problem.status if problem else 200
    return page(
        caller,
        "price_lists/index.html",
        status,
        nav="settings",
        price_lists=found,
        most=MOST_PRICE_LISTS,
        errors=errors,
        name=name,
    )


def _name_form(caller: Caller, price_list_id: int, problem: Problem | None = None, name: str = "") -> Response:
    with caller.reading() as session:
        found = session.get(PriceList, price_list_id)
    if found is None:
        raise not_found()
    errors = field_errors(problem) if problem else {}
    status = problem.status if problem else 200
    context = {"price_list": found, "name": name or found.name, "errors": errors}
    return asked(caller, PRICE_LISTS, "price_lists/_name.html", _("Rename the price list"), status, **context)
