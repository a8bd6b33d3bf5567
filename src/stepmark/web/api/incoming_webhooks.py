"""Webhooks in: private addresses at which other systems tell of things. Administrators only."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.incoming_webhooks import (
    create_incoming_webhook,
    delete_incoming_webhook,
    renew_address,
    renew_incoming_secret,
    take_over,
    update_incoming_webhook,
)
from stepmark.commands.work import Work
from stepmark.domain.incoming_webhooks import IncomingWebhook
from stepmark.queries.incoming_webhooks import incoming_webhook, incoming_webhooks
from stepmark.queries.record_shapes import moment
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator, ApiCaller
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._pages import page_shape
from stepmark.web.api._versions import if_match

router = APIRouter(prefix="/api/v1/incoming-webhooks", tags=["incoming webhooks"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}


class MappedField(BaseModel):
    """Where in what comes in a field's value stands."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(description="Names with points between them: customer.email, items.0.name.")
    field: str = Field(description="The field's key, or id for the record's id.")


class IncomingWebhookShape(BaseModel):
    """A webhook at which something comes in: POST to its path."""

    id: RowId
    name: str
    kind: str
    path: str | None = Field(description="null where the server's key was changed, so that it can't be read.")
    fields: list[MappedField]
    find_by: str = Field(description="The key of a mapped field, or empty: each call makes a new record.")
    missing: str = Field(description="create, refuse or ignore.")
    is_signed: bool
    secret: str | None
    owner_id: RowId | None
    active: bool
    used_at: str | None
    version: int


class NewIncomingWebhook(BaseModel):
    """A webhook to make."""

    model_config = ConfigDict(extra="forbid")

    name: str
    kind: str
    fields: list[MappedField] = []
    find_by: str = ""
    missing: str = "create"
    is_signed: bool = False


class IncomingWebhookChange(BaseModel):
    """What is to change."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    fields: list[MappedField] | None = None
    find_by: str | None = None
    missing: str | None = None
    is_signed: bool | None = None
    active: bool | None = None


@router.get("", response_model=page_model("IncomingWebhooks", IncomingWebhookShape), name="incoming webhooks")
def index(caller: ApiAdministrator) -> Response:
    """List the webhooks, all at once."""
    with caller.reading() as session:
        return json_answer(page_shape([_shape(each) for each in incoming_webhooks(session)], None))


@router.post("", status_code=201, response_model=IncomingWebhookShape)
def make(caller: ApiAdministrator, body: NewIncomingWebhook) -> Response:
    """Make a webhook. What comes in there acts with your rights."""
    return caller.created(_shown, create_incoming_webhook, body.model_dump())


@router.get("/{incoming_webhook_id}", response_model=IncomingWebhookShape, **_ONE)
def show(caller: ApiAdministrator, incoming_webhook_id: PathId) -> Response:
    """Read one."""
    return caller.answer(lambda session: _shown(session, incoming_webhook_id))


@router.patch("/{incoming_webhook_id}", response_model=IncomingWebhookShape, **_VERSIONED)
def change(caller: ApiAdministrator, incoming_webhook_id: PathId, body: IncomingWebhookChange) -> Response:
    """Change it, or switch it on or off."""
    given = {key: value for key, value in body.model_dump(exclude_unset=True).items() if value is not None}
    caller.run(update_incoming_webhook, incoming_webhook_id, given, version=if_match(caller.request))
    return caller.answer(lambda session: _shown(session, incoming_webhook_id))


@router.post("/{incoming_webhook_id}/address", response_model=IncomingWebhookShape)
def renew(caller: ApiAdministrator, incoming_webhook_id: PathId) -> Response:
    """Give it another address; the one before takes nothing any more."""
    return _done(caller, renew_address, incoming_webhook_id)


@router.post("/{incoming_webhook_id}/secret", response_model=IncomingWebhookShape)
def renew_secret(caller: ApiAdministrator, incoming_webhook_id: PathId) -> Response:
    """Give it another secret; what is signed with the one before is refused."""
    return _done(caller, renew_incoming_secret, incoming_webhook_id)


@router.post("/{incoming_webhook_id}/owner", response_model=IncomingWebhookShape)
def take(caller: ApiAdministrator, incoming_webhook_id: PathId) -> Response:
    """Let it act with your rights, as when its owner has left."""
    return _done(caller, take_over, incoming_webhook_id)


@router.delete("/{incoming_webhook_id}", status_code=204)
def delete(caller: ApiAdministrator, incoming_webhook_id: PathId) -> None:
    """Delete a webhook. Rules that name it are broken until another is chosen."""
    caller.run(delete_incoming_webhook, incoming_webhook_id)


def _done(caller: ApiCaller, verb: Callable[[Work, int], None], webhook_id: int) -> Response:
    return caller.done(lambda session, _none: _shown(session, webhook_id), verb, webhook_id)


def _shown(session: Session, webhook_id: int) -> IncomingWebhookShape:
    found = incoming_webhook(session, webhook_id)
    if found is None:
        raise not_found()
    return _shape(found)


def _shape(each: IncomingWebhook) -> IncomingWebhookShape:
    names = (
        "id", "name", "kind", "fields", "find_by", "missing", "is_signed", "secret", "owner_id", "active", "version",
    )  # fmt: skip
    path = f"/hooks/in/{each.token}" if each.token else None
    used_at = moment(each.used_at)
    return IncomingWebhookShape(**{name: getattr(each, name) for name in names}, path=path, used_at=used_at)
