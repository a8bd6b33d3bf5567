"""Webhooks in: administrators keep the addresses, say what fills which field, and see what came in."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from stepmark.automation.usage import rules_naming
from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import not_found
from stepmark.commands.incoming_webhooks import (
    create_incoming_webhook,
    delete_incoming_webhook,
    renew_address,
    renew_incoming_secret,
    take_over,
    update_incoming_webhook,
)
from stepmark.domain.incoming_webhooks import IncomingWebhook
from stepmark.domain.people import Member
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.incoming_webhooks import (
    calls_of,
    can_find,
    fields_that_come_in,
    incoming_webhook,
    incoming_webhooks,
    kinds_that_come_in,
)
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form
from stepmark.web.incoming_parts import MISSING, OUTCOMES, Row, given_of, rows_of, why
from stepmark.web.questions import Place, asked
from stepmark.web.render import page, see_other

router = APIRouter()
URL = "/settings/incoming-webhooks"
_ONE = URL + "/{incoming_webhook_id:id}"
PLACE = Place("settings", _("Webhooks in"), URL)
_SHOWN = 20


@router.get(URL)
def index(caller: Administrator) -> Response:
    """All of them."""
    with caller.reading() as session:
        found = incoming_webhooks(session)
    return page(caller, "incoming_webhooks/index.html", nav=PLACE.nav, webhooks=found)


@router.get(URL + "/new")
def new(caller: Administrator) -> Response:
    """A form for its name and kind; the mapping comes after."""
    return _new_form(caller, {"kind": "lead"})


@router.post(URL)
def create(caller: Administrator, form: Form) -> Response:
    """Add one, and go on to what fills which field."""
    given = given_of(form)
    try:
        webhook_id = caller.run(create_incoming_webhook, given)
    except Problem as problem:
        return _new_form(caller, given, problem)
    return see_other(f"{URL}/{webhook_id}/edit", _("The webhook is added. Say now what fills which field."))


@router.get(_ONE)
def show(caller: Administrator, incoming_webhook_id: int) -> Response:
    """One with its address and what came in last."""
    with caller.reading() as session:
        found = found_in(session, incoming_webhook_id)
        owner = session.get(Member, found.owner_id or 0)
        fields = fields_that_come_in(session, KINDS[found.kind])
        calls = calls_of(session, found.id, limit=_SHOWN)
        rules = rules_naming(session, "incoming_webhook", found.id)
    address = str(caller.request.base_url.replace(path=f"/hooks/in/{found.token}")) if found.token else ""
    context: dict[str, Any] = {
        "webhook": found,
        "owner": owner,
        "fields": fields,
        "calls": calls,
        "rules": rules,
        "address": address,
    }
    return page(caller, "incoming_webhooks/show.html", nav=PLACE.nav, outcomes=OUTCOMES, why=why, **context)


@router.get(_ONE + "/edit")
def edit(caller: Administrator, incoming_webhook_id: int) -> Response:
    """Its form, with what came in last to choose from."""
    with caller.reading() as session:
        found = found_in(session, incoming_webhook_id)
    names = ("name", "fields", "find_by", "missing", "is_signed", "version")
    return _form(caller, found, {name: getattr(found, name) for name in names})


@router.patch(_ONE)
def update(caller: Administrator, incoming_webhook_id: int, form: Form) -> Response:
    """Save it, or switch it on or off."""
    given, version = given_of(form), int_of_form(form, "version")
    try:
        caller.run(update_incoming_webhook, incoming_webhook_id, given, version=version)
    except Problem as problem:
        if problem.status == 404 or "active" in given:
            raise
        with caller.reading() as session:
            found = found_in(session, incoming_webhook_id)
        return _form(caller, found, {**given, "version": version}, problem)
    return see_other(f"{URL}/{incoming_webhook_id}", _("Saved"))


@router.post(_ONE + "/owner")
def create_owner(caller: Administrator, incoming_webhook_id: int) -> Response:
    """Let it act with one's own rights."""
    caller.run(take_over, incoming_webhook_id)
    return see_other(f"{URL}/{incoming_webhook_id}", _("It acts with your rights from now on."))


@router.post(_ONE + "/address")
def create_address(caller: Administrator, incoming_webhook_id: int) -> Response:
    """Make a new address."""
    caller.run(renew_address, incoming_webhook_id)
    return see_other(f"{URL}/{incoming_webhook_id}", _("It has a new address. The one before takes nothing any more."))


@router.post(_ONE + "/secret")
def create_secret(caller: Administrator, incoming_webhook_id: int) -> Response:
    """Make a new secret."""
    caller.run(renew_incoming_secret, incoming_webhook_id)
    return see_other(f"{URL}/{incoming_webhook_id}", _("It has a new secret. Give it to the other system."))


@router.get(_ONE + "/deletion")
def ask(caller: Administrator, incoming_webhook_id: int) -> Response:
    """Which rules use it, before it goes."""
    with caller.reading() as session:
        found = found_in(session, incoming_webhook_id)
        rules = rules_naming(session, "incoming_webhook", found.id)
    title = _("Delete “%(name)s”?", name=found.name)
    return asked(caller, PLACE, "incoming_webhooks/_deletion.html", title, webhook=found, rules_naming=rules)


@router.delete(_ONE)
def delete(caller: Administrator, incoming_webhook_id: int) -> Response:
    """Delete it."""
    caller.run(delete_incoming_webhook, incoming_webhook_id)
    return see_other(URL, _("The webhook is deleted."))


def found_in(session: Session, webhook_id: int) -> IncomingWebhook:
    """One that is there, else `not-found`."""
    found = incoming_webhook(session, webhook_id)
    if found is None:
        raise not_found()
    return found


def _new_form(caller: Caller, given: dict[str, Any], problem: Problem | None = None) -> Response:
    errors = field_errors(problem) if problem else {}
    kinds = [(kind.name, kind.label) for kind in kinds_that_come_in()]
    status = problem.status if problem else 200
    context = {"given": given, "errors": errors, "kinds_offered": kinds}
    return page(caller, "incoming_webhooks/new.html", status, nav=PLACE.nav, **context)


def _form(caller: Caller, found: IncomingWebhook, given: dict[str, Any], problem: Problem | None = None) -> Response:
    errors = field_errors(problem) if problem else {}
    with caller.reading() as session:
        fields = fields_that_come_in(session, KINDS[found.kind])
        last = next(iter(calls_of(session, found.id, limit=1)), None)
    rows: list[Row] = rows_of(given.get("fields", found.fields), last)
    offered = [(key, each.label) for key, each in fields.items()]
    finders = [(key, each.label) for key, each in fields.items() if can_find(each)]
    context = {"webhook": found, "given": given, "errors": errors, "rows": rows, "offered": offered}
    status = problem.status if problem else 200
    more = {"finders": finders, "missing": MISSING, "has_last": last is not None}
    return page(caller, "incoming_webhooks/edit.html", status, nav=PLACE.nav, **context, **more)
