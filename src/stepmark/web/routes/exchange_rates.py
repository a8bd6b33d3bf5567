"""The workspace's exchange rates."""

from typing import Any

from babel import Locale
from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.exchange_rates import BroughtRates, delete_rate, renew_rates, set_rate
from stepmark.domain.workspace import Workspace
from stepmark.platform.bank_rates import MOST_BYTES, BankRates, read_bank_rates
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _, ngettext_lazy
from stepmark.platform.money import currencies
from stepmark.queries.exchange_rates import exchange_rates
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form, upload_of_form
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/settings/exchange-rates"


@router.get(_URL)
def index(caller: Administrator) -> Response:
    """All of them, with the forms that set them."""
    return _page(caller)


@router.post(_URL)
def create(caller: Administrator, form: Form) -> Response:
    """Set one by hand."""
    given = {key: text_of_form(form, key) for key in ("currency", "rate", "day")}
    try:
        caller.run(set_rate, given["currency"], given["rate"], given["day"])
    except Problem as problem:
        return _page(caller, problem.status, field_errors(problem), given)
    return see_other(_URL, _("The rate is saved."))


@router.post(f"{_URL}/imports")
def create_many(caller: Administrator, form: Form) -> Response:
    """Renew them from a bank's file."""
    try:
        came = caller.run(renew_rates, _bank_rates(form))
    except Problem as problem:
        return _page(caller, problem.status, field_errors(problem))
    return see_other(_URL, _outcome(came))


@router.delete(f"{_URL}/{{currency}}")
def delete(caller: Administrator, currency: str) -> Response:
    """Take one out."""
    caller.run(delete_rate, currency)
    return see_other(_URL, _("The rate is deleted."))


def _bank_rates(form: Form) -> BankRates:
    data = upload_of_form(form, "file").file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        limit = MOST_BYTES // 2**20
        text = _("This file is larger than %(limit)s MB. Choose a smaller one.", limit=limit)
        raise Problem("too-large", text, field="file")
    return read_bank_rates(data)


def _outcome(came: BroughtRates) -> Text:
    if came.left_out:
        return _(
            "%(count)s rates are renewed. There was no room for %(currencies)s: delete what you do not need.",
            count=came.renewed,
            currencies=", ".join(came.left_out),
        )
    return ngettext_lazy("%(num)s rate is renewed.", "%(num)s rates are renewed.", came.renewed)


def _page(
    caller: Caller, status: int = 200, errors: dict[str, Text] | None = None, given: dict[str, str] | None = None
) -> Response:
    with caller.reading() as session:
        own = session.get_one(Workspace, caller.actor.workspace_id).currency
        context: dict[str, Any] = {"rates": exchange_rates(session), "own": own}
    names = Locale(caller.actor.locale).currencies
    choices = [(code, f"{code} {names.get(code, '')}".strip()) for code in sorted(currencies()) if code != own]
    context |= {"names": names, "choices": choices, "errors": errors or {}, "given": given or {}}
    return page(caller, "settings/exchange_rates.html", status, nav="settings", **context)
