"""Webhooks in as settings and rules list them, the one that a token opens, and what came in."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.domain.attributes import FieldType
from stepmark.domain.incoming_webhooks import IncomingCall, IncomingWebhook
from stepmark.domain.people import Member
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.platform.i18n import _
from stepmark.platform.ids import token_hash
from stepmark.queries.fields import fields_of
from stepmark.queries.identity import actor_of

RECORD_ID = "id"
_UNSENT = (FieldType.FILE,)


class Door(NamedTuple):
    """A webhook with whoever acts in it."""

    webhook: IncomingWebhook
    actor: Actor


def door_of(session: Session, token: str) -> Door | None:
    """The active webhook that this token opens; None where its owner has left too. Asks across workspaces."""
    query = (
        select(IncomingWebhook, Member, Workspace)
        .join(Member, Member.id == IncomingWebhook.owner_id)
        .join(Workspace, Workspace.id == IncomingWebhook.workspace_id)
        .where(IncomingWebhook.token_hash == token_hash(token), IncomingWebhook.deleted_at.is_(None))
        .where(IncomingWebhook.active.is_(True), Member.active.is_(True))
    )
    row = session.execute(query).one_or_none()
    return Door(row[0], actor_of(row[1], row[2])) if row else None


def incoming_webhooks(session: Session) -> Sequence[IncomingWebhook]:
    """All of them, by name."""
    query = select(IncomingWebhook).where(IncomingWebhook.deleted_at.is_(None))
    return session.scalars(query.order_by(IncomingWebhook.name, IncomingWebhook.id)).all()


def incoming_webhook(session: Session, webhook_id: int) -> IncomingWebhook | None:
    """One that is not deleted."""
    query = select(IncomingWebhook).where(IncomingWebhook.id == webhook_id, IncomingWebhook.deleted_at.is_(None))
    return session.scalars(query).one_or_none()


def calls_of(session: Session, webhook_id: int, *, before: int | None = None, limit: int) -> Sequence[IncomingCall]:
    """What came in there, the newest first, older than `before`."""
    query = select(IncomingCall).where(IncomingCall.webhook_id == webhook_id)
    if before is not None:
        query = query.where(IncomingCall.id < before)
    return session.scalars(query.order_by(IncomingCall.id.desc()).limit(limit)).all()


def call_of(session: Session, webhook_id: int, call_id: int) -> IncomingCall | None:
    """One call."""
    query = select(IncomingCall).where(IncomingCall.webhook_id == webhook_id, IncomingCall.id == call_id)
    return session.scalars(query).one_or_none()


def kinds_that_come_in() -> list[Kind]:
    """The kinds of record that a webhook may make and change."""
    return [kind for kind in KINDS.values() if not kind.is_paper and not kind.personal]


def fields_that_come_in(session: Session, kind: Kind) -> dict[str, Field]:
    """The fields that a webhook may fill, by key; "id" is the record's own."""
    fields = fields_of(session, kind).items()
    own = Field(kind.name, RECORD_ID, _("Id"), FieldType.NUMBER)
    return {RECORD_ID: own} | {key: each for key, each in fields if each.by_hand and each.type not in _UNSENT}


def can_find(field: Field) -> bool:
    """Whether a record can be found by the value of this field."""
    is_named = field.type in (FieldType.TEXT, FieldType.LINK, FieldType.NUMBER, FieldType.EMAIL, FieldType.PHONE)
    return field.key == RECORD_ID or bool(field.point) or (is_named and (field.is_custom or field.unique))
