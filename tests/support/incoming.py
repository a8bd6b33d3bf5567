"""Webhooks in, and what programs send there."""

from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.incoming_webhooks import create_incoming_webhook
from stepmark.commands.lead_forms import create_lead_form
from stepmark.domain.incoming_webhooks import IncomingCall, IncomingWebhook
from stepmark.domain.lead_forms import LeadForm
from tests.cast import Cast
from tests.support.people import row
from tests.support.web import quick

FIELDS = [{"path": "subject", "field": "title"}, {"path": "from.email", "field": "emails"}]


def incoming_webhook(cast: Cast, name: str = "Shop", kind: str = "lead", **values: Any) -> int:
    """A webhook in of Anna's."""
    return int(cast.run(create_incoming_webhook, {"name": name, "kind": kind, "fields": FIELDS, **values}))


def received_call(cast: Cast, name: str = "Shop") -> dict[str, object]:
    """A webhook through which something has come in, by the names of ids in addresses."""
    hook = incoming_webhook(cast, name)
    body = '{"subject": "Secret"}'
    call = IncomingCall(webhook_id=hook, body=body, outcome="refused", reason="Secret", kind="lead")
    return {"incoming_webhook_id": hook, "call_id": cast.put(call)}


def lead_form(cast: Cast, name: str = "Ask us", **values: Any) -> int:
    """A form of Anna's that asks for a name, e-mails and a message."""
    fields = [
        {"field": "person_name", "label": "Who are you?", "required": True},
        {"field": "emails", "label": "", "required": False},
        {"field": "message", "label": "", "required": False},
    ]
    return int(cast.run(create_lead_form, {"name": name, "fields": fields, **values}))


def form_address(cast: Cast, form_id: int) -> str:
    """Where the form is."""
    return f"/forms/{row(cast, LeadForm, form_id).token}"


def address_of(cast: Cast, webhook_id: int) -> str:
    """Where calls of it go."""
    return f"/hooks/in/{row(cast, IncomingWebhook, webhook_id).token}"


def stranger(app: FastAPI) -> TestClient:
    """A program that is signed in nowhere."""
    return quick(TestClient(app, follow_redirects=False), app)
