"""What came in through a webhook: read, and tried out by hand."""

import json
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from stepmark.automation.incoming import receive
from stepmark.commands.access import not_found
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.incoming_webhooks import call_of, calls_of, door_of
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.hooks._bodies import LARGEST, payload_of
from stepmark.web.incoming_parts import OUTCOMES, pretty, why
from stepmark.web.render import page, see_other
from stepmark.web.routes.incoming_webhooks import PLACE, URL, found_in

router = APIRouter()
_CALLS = URL + "/{incoming_webhook_id:id}/calls"
_A_PAGE = 50


@router.get(_CALLS)
def index(caller: Administrator, incoming_webhook_id: int) -> Response:
    """All that came in and is still kept, page by page."""
    before = int_of_form(FormData({**caller.request.query_params}), "before")
    with caller.reading() as session:
        found = found_in(session, incoming_webhook_id)
        calls = calls_of(session, found.id, before=before, limit=_A_PAGE + 1)
    context: dict[str, Any] = {
        "webhook": found,
        "calls": calls[:_A_PAGE],
        "older": calls[_A_PAGE - 1].id if calls[_A_PAGE:] else None,
    }
    return page(caller, "incoming_webhooks/calls.html", nav=PLACE.nav, outcomes=OUTCOMES, why=why, **context)


@router.get(_CALLS + "/new")
def new(caller: Administrator, incoming_webhook_id: int) -> Response:
    """A form for what is to come in, which begins with what came last."""
    with caller.reading() as session:
        last = next(iter(calls_of(session, incoming_webhook_id, limit=1)), None)
    return _form(caller, incoming_webhook_id, pretty(last.body) if last else '{\n  "name": ""\n}')


@router.post(_CALLS)
def create(caller: Administrator, incoming_webhook_id: int, form: Form) -> Response:
    """Let it come in as if the other system had sent it."""
    text = text_of_form(form, "body")
    try:
        call_id = _received(caller, incoming_webhook_id, text)
    except Problem as problem:
        if problem.status == 404:
            raise
        return _form(caller, incoming_webhook_id, text, problem)
    return see_other(f"{URL}/{incoming_webhook_id}/calls/{call_id}")


@router.get(_CALLS + "/{call_id:id}")
def show(caller: Administrator, incoming_webhook_id: int, call_id: int) -> Response:
    """One with all that it brought."""
    with caller.reading() as session:
        found, call = found_in(session, incoming_webhook_id), call_of(session, incoming_webhook_id, call_id)
    if call is None:
        raise not_found()
    context: dict[str, Any] = {
        "webhook": found,
        "call": call,
        "outcomes": OUTCOMES,
        "why": why,
        "body": pretty(call.body),
    }
    return page(caller, "incoming_webhooks/call.html", nav=PLACE.nav, **context)


def _received(caller: Caller, webhook_id: int, text: str) -> int:
    if len(text.encode()) > LARGEST:
        raise Problem(
            "too-large", _("This is too large to be taken. At most %(limit)s kB are.", limit=64), field="body"
        )
    with caller.reading() as session:
        webhook = found_in(session, webhook_id)
    with caller.database.reading(None) as session:
        door = door_of(session, webhook.token or "")
    if door is None:
        raise Problem("invalid", _("It is off, or its owner has left. Switch it on or take it over first."))
    payload = payload_of("", text.encode())
    return caller.edge.run(door.actor, receive, webhook_id, payload, json.dumps(payload, ensure_ascii=False)).call_id


def _form(caller: Caller, webhook_id: int, text: str, problem: Problem | None = None) -> Response:
    with caller.reading() as session:
        found = found_in(session, webhook_id)
    errors = field_errors(problem) if problem else {}
    status = problem.status if problem else 200
    return page(caller, "incoming_webhooks/trial.html", status, nav=PLACE.nav, webhook=found, body=text, errors=errors)
