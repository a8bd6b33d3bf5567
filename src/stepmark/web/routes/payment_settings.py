"""How the workspace is paid: its account, and Stripe."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from stepmark.commands.payment_settings import SECRETS, update_payment_settings
from stepmark.domain.payment_links import PaymentSettings
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.platform.iban import grouped, iban_of
from stepmark.queries.paper_settings import paper_settings
from stepmark.queries.payment_links import payment_settings
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.payment_parts import base_url
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/settings/payments"
_KEYS = ("payee_name", "payee_address", "iban", "bic", "link_days")


@router.get(_URL)
def show(caller: Administrator) -> Response:
    """The form."""
    return _page(caller)


@router.patch(_URL)
def update(caller: Administrator, form: Form) -> Response:
    """Save what the form sends."""
    raw: dict[str, Any] = {key: text_of_form(form, key) for key in (*_KEYS, *SECRETS) if key in form}
    raw["stripe_on"] = "stripe_on" in form
    try:
        caller.run(update_payment_settings, raw, version=int_of_form(form, "version"))
    except Problem as problem:
        return _page(caller, problem.status, field_errors(problem), raw)
    return see_other(_URL, _("Saved"))


def _page(
    caller: Caller, status: int = 200, errors: dict[str, Text] | None = None, given: dict[str, Any] | None = None
) -> Response:
    with caller.reading() as session:
        settings = payment_settings(session)
        values = _stored(settings) if settings else _suggested(session)
    base = base_url(caller)
    token = settings.hook_token if settings else None
    context: dict[str, Any] = {
        "values": {**values, **(given or {})},
        "version": settings.version if settings else 1,
        "has_key": bool(settings and settings.stripe_key),
        "has_secret": bool(settings and settings.stripe_secret),
        "hook_url": f"{base}/hooks/stripe/{token}" if token else "",
        "public_url": caller.settings.public_url,
        "base": base,
        "errors": errors or {},
    }
    return page(caller, "settings/payments.html", status, nav="settings", **context)


def _stored(settings: PaymentSettings) -> dict[str, Any]:
    values = {key: getattr(settings, key) for key in (*_KEYS, "stripe_on")}
    return {**values, "iban": grouped(settings.iban)}


def _suggested(session: Session) -> dict[str, Any]:
    """What papers say of the seller already."""
    seller = paper_settings(session).seller
    iban = iban_of(str(seller.get("bank_account") or ""))
    names = {"payee_name": seller.get("name") or "", "payee_address": seller.get("address") or ""}
    return {**names, "iban": grouped(iban or ""), "link_days": 30}
