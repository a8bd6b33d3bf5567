"""Webhooks: the addresses of other systems that rules tell of things. Administrators only."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from stepmark.automation.deliveries import try_webhook
from stepmark.commands.access import not_found
from stepmark.commands.webhooks import create_webhook, delete_webhook, renew_secret, update_webhook
from stepmark.domain.webhooks import Webhook
from stepmark.queries.record_shapes import moment
from stepmark.queries.webhooks import webhook, webhooks
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._pages import page_shape
from stepmark.web.api._versions import if_match
from stepmark.web.api.deliveries import DeliveryShape, shown_delivery

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}


class WebhookShape(BaseModel):
    """A webhook. Its secret signs what is sent there, by the scheme of Standard Webhooks."""

    id: RowId
    name: str
    url: str
    secret: str | None = Field(description="null where the server's key was changed, so that it can't be read.")
    active: bool
    off_reason: str | None = Field(description="Why the product switched it off itself: gone, after an answer of 410.")
    failing_since: str | None
    version: int


class NewWebhook(BaseModel):
    """A webhook to make."""

    model_config = ConfigDict(extra="forbid")

    name: str
    url: str


class WebhookChange(BaseModel):
    """What is to change."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    url: str | None = None
    active: bool | None = None


@router.get("", response_model=page_model("Webhooks", WebhookShape), name="webhooks")
def index(caller: ApiAdministrator) -> Response:
    """List the webhooks, all at once."""
    with caller.reading() as session:
        return json_answer(page_shape([_shape(each) for each in webhooks(session)], None))


@router.post("", status_code=201, response_model=WebhookShape)
def make(caller: ApiAdministrator, body: NewWebhook) -> Response:
    """Make a webhook, with a secret of its own."""
    return caller.created(_shown, create_webhook, body.model_dump())


@router.get("/{webhook_id}", response_model=WebhookShape, **_ONE)
def show(caller: ApiAdministrator, webhook_id: PathId) -> Response:
    """Read one."""
    return caller.answer(lambda session: _shown(session, webhook_id))


@router.patch("/{webhook_id}", response_model=WebhookShape, **_VERSIONED)
def change(caller: ApiAdministrator, webhook_id: PathId, body: WebhookChange) -> Response:
    """Change its name or address, or switch it on or off."""
    given = {key: value for key, value in body.model_dump(exclude_unset=True).items() if value is not None}
    caller.run(update_webhook, webhook_id, given, version=if_match(caller.request))
    return caller.answer(lambda session: _shown(session, webhook_id))


@router.post("/{webhook_id}/secret", response_model=WebhookShape)
def renew(caller: ApiAdministrator, webhook_id: PathId) -> Response:
    """Make a new secret. The old one signs besides for a day."""
    return caller.done(lambda session, _none: _shown(session, webhook_id), renew_secret, webhook_id)


@router.post("/{webhook_id}/tries", status_code=201, response_model=DeliveryShape)
def try_out(caller: ApiAdministrator, webhook_id: PathId) -> Response:
    """Send a message that says nothing, to see what is answered."""
    return caller.created(shown_delivery, try_webhook, webhook_id)


@router.delete("/{webhook_id}", status_code=204)
def delete(caller: ApiAdministrator, webhook_id: PathId) -> None:
    """Delete a webhook. Rules that name it are broken until another is chosen."""
    caller.run(delete_webhook, webhook_id)


def _shown(session: Session, webhook_id: int) -> WebhookShape:
    found = webhook(session, webhook_id)
    if found is None:
        raise not_found()
    return _shape(found)


def _shape(each: Webhook) -> WebhookShape:
    names = ("id", "name", "url", "secret", "active", "off_reason", "version")
    return WebhookShape(**{name: getattr(each, name) for name in names}, failing_since=moment(each.failing_since))
