"""Webhooks: administrators keep the addresses that rules tell of things, and see what became of it."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from stepmark.automation.deliveries import try_webhook
from stepmark.automation.usage import rules_naming
from stepmark.commands.access import not_found
from stepmark.commands.webhooks import create_webhook, delete_webhook, renew_secret, update_webhook
from stepmark.domain.webhooks import Webhook
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.deliveries import DeliveryFilter, deliveries_page
from stepmark.queries.webhooks import webhook, webhooks
from stepmark.web.caller import Administrator, Caller
from stepmark.web.delivery_parts import address_of, telling
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/settings/webhooks"
_ONE = _URL + "/{webhook_id:id}"
_PLACE = Place("settings", _("Webhooks"), _URL)
_SHOWN = 20


@router.get(_URL)
def index(caller: Administrator) -> Response:
    """All of them."""
    with caller.reading() as session:
        found = webhooks(session)
    return page(caller, "webhooks/index.html", nav=_PLACE.nav, webhooks=found)


@router.get(_URL + "/new")
def new(caller: Administrator) -> Response:
    """An empty form."""
    return _form(caller, None, {})


@router.post(_URL)
def create(caller: Administrator, form: Form) -> Response:
    """Add one."""
    given = _given(form)
    try:
        webhook_id = caller.run(create_webhook, given)
    except Problem as problem:
        return _form(caller, None, given, problem)
    return see_other(f"{_URL}/{webhook_id}", _("The webhook is added."))


@router.get(_ONE)
def show(caller: Administrator, webhook_id: int) -> Response:
    """One with its secret and what was sent there last."""
    with caller.reading() as session:
        found = _found(session, webhook_id)
        wanted = DeliveryFilter(channel="webhook", via_id=webhook_id)
        deliveries, older = deliveries_page(session, wanted, limit=_SHOWN)
        rules = rules_naming(session, "webhook", webhook_id)
    context = {"webhook": found, "deliveries": deliveries, "rules": rules, "moment": now(), **telling()}
    all_of_them = address_of(wanted) if older else None
    return page(caller, "webhooks/show.html", nav=_PLACE.nav, all_of_them=all_of_them, **context)


@router.get(_ONE + "/edit")
def edit(caller: Administrator, webhook_id: int) -> Response:
    """Its form."""
    with caller.reading() as session:
        found = _found(session, webhook_id)
    return _form(caller, found, {"name": found.name, "url": found.url, "version": found.version})


@router.patch(_ONE)
def update(caller: Administrator, webhook_id: int, form: Form) -> Response:
    """Save its name and address, or switch it on or off."""
    given, version = _given(form), int_of_form(form, "version")
    try:
        caller.run(update_webhook, webhook_id, given, version=version)
    except Problem as problem:
        if problem.status == 404 or "active" in given:
            raise
        with caller.reading() as session:
            found = _found(session, webhook_id)
        return _form(caller, found, {**given, "version": version}, problem)
    return see_other(f"{_URL}/{webhook_id}", _("Saved"))


@router.post(_ONE + "/secret")
def create_secret(caller: Administrator, webhook_id: int) -> Response:
    """Make a new secret."""
    caller.run(renew_secret, webhook_id)
    return see_other(f"{_URL}/{webhook_id}", _("The new secret signs from now on, for a day beside the old one."))


@router.post(_ONE + "/tries")
def create_try(caller: Administrator, webhook_id: int) -> Response:
    """Send a message that says nothing."""
    delivery_id = caller.run(try_webhook, webhook_id)
    return see_other(f"/deliveries/{delivery_id}", _("The test goes out. Load this page anew to see the answer."))


@router.get(_ONE + "/deletion")
def ask(caller: Administrator, webhook_id: int) -> Response:
    """Which rules use it, before it goes."""
    with caller.reading() as session:
        found = _found(session, webhook_id)
        rules = rules_naming(session, "webhook", webhook_id)
    title = _("Delete “%(name)s”?", name=found.name)
    return asked(caller, _PLACE, "webhooks/_deletion.html", title, webhook=found, rules_naming=rules)


@router.delete(_ONE)
def delete(caller: Administrator, webhook_id: int) -> Response:
    """Delete it."""
    caller.run(delete_webhook, webhook_id)
    return see_other(_URL, _("The webhook is deleted."))


def _form(caller: Caller, found: Webhook | None, given: dict[str, Any], problem: Problem | None = None) -> Response:
    errors = field_errors(problem) if problem else {}
    status = problem.status if problem else 200
    return page(caller, "webhooks/edit.html", status, nav=_PLACE.nav, webhook=found, given=given, errors=errors)


def _found(session: Session, webhook_id: int) -> Webhook:
    found = webhook(session, webhook_id)
    if found is None:
        raise not_found()
    return found


def _given(form: Form) -> dict[str, Any]:
    return {key: text_of_form(form, key) for key in ("name", "url", "active") if key in form}
