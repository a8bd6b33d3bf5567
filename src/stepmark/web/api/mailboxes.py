"""Mailboxes: administrators keep all of them, everybody else their own."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from stepmark.automation.deliveries import try_mailbox
from stepmark.automation.trace import shown_text
from stepmark.commands.access import not_found
from stepmark.commands.mailboxes import create_mailbox, delete_mailbox, make_standard, update_mailbox
from stepmark.domain.mailboxes import Mailbox
from stepmark.domain.rights import Actor
from stepmark.queries.mailboxes import mailbox_for, mailboxes_for
from stepmark.queries.record_shapes import moment
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator, ApiSalesperson
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._pages import page_shape
from stepmark.web.api._versions import etag, if_match

router = APIRouter(prefix="/api/v1/mailboxes", tags=["mailboxes"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}
_SECURITY = "starttls, tls or none."


class MailboxShape(BaseModel):
    """A mailbox. Its password is never told."""

    id: RowId
    name: str
    address: str
    sender_name: str
    host: str
    port: int
    security: str = Field(description=_SECURITY)
    login: str
    has_password: bool = Field(description="false too where the server's key was changed, so that it can't be read.")
    member_id: RowId | None = Field(description="Whose own it is; null for the workspace's.")
    is_standard: bool
    active: bool
    traces: bool = Field(description="Whether its mails tell when they are opened and clicked.")
    imap_host: str | None = Field(description="Where incoming mail is read; null where none is.")
    imap_port: int | None
    imap_security: str | None
    imap_folder: str | None = Field(description="null for the inbox.")
    trouble: str | None = Field(description="Why the last mail was not taken.")
    trouble_at: str | None
    read_trouble: str | None = Field(description="Why incoming mail could not be read.")
    version: int


class NewMailbox(BaseModel):
    """A mailbox to make. Ports that are left out are the usual ones of the security."""

    model_config = ConfigDict(extra="forbid")

    name: str
    address: str
    host: str
    sender_name: str = ""
    port: int | None = None
    security: str = Field("starttls", description=_SECURITY)
    login: str = ""
    password: str = ""
    member_id: RowId | None = Field(None, description="Of administrators only: others make their own.")
    traces: bool = False
    imap_host: str = ""
    imap_port: int | None = None
    imap_security: str = Field("", description=_SECURITY)
    imap_folder: str = ""


class MailboxChange(BaseModel):
    """What is to change. Another server or login needs the password again; an empty `imap_host` ends the reading."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    address: str | None = None
    sender_name: str | None = None
    host: str | None = None
    port: int | None = None
    security: str | None = Field(None, description=_SECURITY)
    login: str | None = None
    password: str | None = None
    active: bool | None = None
    traces: bool | None = None
    imap_host: str | None = None
    imap_port: int | None = None
    imap_security: str | None = Field(None, description=_SECURITY)
    imap_folder: str | None = None


class TrialShape(BaseModel):
    """A test mail on its way."""

    id: RowId = Field(description="The delivery's. If the mail is not taken, the mailbox's `trouble` says why.")


@router.get("", response_model=page_model("Mailboxes", MailboxShape), name="mailboxes")
def index(caller: ApiSalesperson) -> Response:
    """List those that you keep, all at once, the workspace's first."""
    with caller.reading() as session:
        found = mailboxes_for(session, caller.actor)
        return json_answer(page_shape([_shape(each) for each, _member in found], None))


@router.post("", status_code=201, response_model=MailboxShape)
def make(caller: ApiSalesperson, body: NewMailbox) -> Response:
    """Make a mailbox. The workspace's first one is its standard one."""
    return caller.created(partial(_shown, caller.actor), create_mailbox, body.model_dump())


@router.get("/{mailbox_id}", response_model=MailboxShape, **_ONE)
def show(caller: ApiSalesperson, mailbox_id: PathId) -> Response:
    """Read one."""
    with caller.reading() as session:
        shape = _shown(caller.actor, session, mailbox_id)
    return json_answer(shape, headers=etag(shape.version))


@router.patch("/{mailbox_id}", response_model=MailboxShape, **_ONE, **_VERSIONED)
def change(caller: ApiSalesperson, mailbox_id: PathId, body: MailboxChange) -> Response:
    """Change what is given."""
    given = {key: value for key, value in body.model_dump(exclude_unset=True).items() if value is not None}
    caller.run(update_mailbox, mailbox_id, given, version=if_match(caller.request))
    return show(caller, mailbox_id)


@router.post("/{mailbox_id}/standard", response_model=MailboxShape)
def choose(caller: ApiAdministrator, mailbox_id: PathId) -> Response:
    """Let mail go from this one unless said otherwise."""
    return caller.done(lambda session, _none: _shown(caller.actor, session, mailbox_id), make_standard, mailbox_id)


@router.post("/{mailbox_id}/trials", status_code=202, response_model=TrialShape)
def try_out(caller: ApiSalesperson, mailbox_id: PathId) -> Response:
    """Send a test mail to yourself, once."""
    return caller.accepted(lambda _session, delivery_id: TrialShape(id=delivery_id), try_mailbox, mailbox_id)


@router.delete("/{mailbox_id}", status_code=204)
def delete(caller: ApiSalesperson, mailbox_id: PathId) -> None:
    """Delete a mailbox. Rules that name it are broken until another is chosen."""
    caller.run(delete_mailbox, mailbox_id)


def _shown(actor: Actor, session: Session, mailbox_id: int) -> MailboxShape:
    found = mailbox_for(session, actor, mailbox_id)
    if found is None:
        raise not_found()
    return _shape(found)


def _shape(each: Mailbox) -> MailboxShape:
    computed: dict[str, Any] = {
        "has_password": each.password is not None,
        "trouble": str(shown_text(each.trouble)) or None,
        "trouble_at": moment(each.trouble_at),
        "read_trouble": str(shown_text(each.read_trouble)) or None,
    }
    plain = MailboxShape.model_fields.keys() - computed
    return MailboxShape(**{name: getattr(each, name) for name in plain}, **computed)
