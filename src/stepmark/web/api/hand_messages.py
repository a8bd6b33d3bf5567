"""Mails and SMS about a record, written by a person or a program of theirs."""

from collections.abc import Collection
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from stepmark.automation.hand_mails import send_by_hand
from stepmark.automation.hand_sms import ABOUT as KINDS_OF_SMS
from stepmark.automation.hand_sms import send_sms_by_hand
from stepmark.automation.mail_templates import ABOUT as KINDS_OF_MAILS
from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import not_found
from stepmark.domain.deliveries import Delivery
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiSalesperson
from stepmark.web.api._kinds import KindInPath
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._process_bodies import Body

router = APIRouter(prefix="/api/v1/{plural}/{record_id}", tags=["messages"], responses=REFUSALS)


class MailBody(Body):
    """A mail from your own mailbox, else from the standard one."""

    recipient: str
    subject: str
    text: str
    file_ids: list[RowId] = Field(default_factory=list, description="Files that lie on the record.")


class SmsBody(Body):
    """An SMS by the standard account."""

    recipient: str = Field(description="With its country, such as +48 600 100 200.")
    text: str
    sender: str = Field("", description="One of the account's senders; empty for the usual one.")


class OnItsWayShape(BaseModel):
    """What will be sent. It is among the record's messages once it is taken."""

    id: RowId
    channel: str
    recipient: str
    state: str


@router.post("/mails", status_code=202, response_model=OnItsWayShape)
def send_mail(caller: ApiSalesperson, kind: KindInPath, record_id: PathId, body: MailBody) -> Response:
    """Send a mail about a record."""
    _require(kind, KINDS_OF_MAILS)
    given: dict[str, Any] = body.model_dump() | {"file_ids": [str(each) for each in body.file_ids]}
    return caller.accepted(_shown, send_by_hand, kind, record_id, given)


@router.post("/sms", status_code=202, response_model=OnItsWayShape)
def send_sms(caller: ApiSalesperson, kind: KindInPath, record_id: PathId, body: SmsBody) -> Response:
    """Send an SMS about a record."""
    _require(kind, KINDS_OF_SMS)
    return caller.accepted(_shown, send_sms_by_hand, kind, record_id, body.model_dump())


def _require(kind: Kind, kinds: Collection[Kind]) -> None:
    if kind not in kinds:
        raise not_found()


def _shown(session: Session, delivery_id: int) -> OnItsWayShape:
    found = session.get_one(Delivery, delivery_id)
    return OnItsWayShape(id=found.id, channel=found.channel, recipient=found.recipient, state=found.state)
