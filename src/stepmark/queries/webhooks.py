"""Webhooks as settings and rules list them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.webhooks import Webhook


def webhooks(session: Session) -> Sequence[Webhook]:
    """All of them, by name."""
    query = select(Webhook).where(Webhook.deleted_at.is_(None))
    return session.scalars(query.order_by(Webhook.name, Webhook.id)).all()


def webhook(session: Session, webhook_id: int) -> Webhook | None:
    """One that is not deleted."""
    query = select(Webhook).where(Webhook.id == webhook_id, Webhook.deleted_at.is_(None))
    return session.scalars(query).one_or_none()
