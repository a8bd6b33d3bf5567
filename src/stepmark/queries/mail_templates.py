"""The templates of mails."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.mail_templates import MailTemplate


def mail_templates(session: Session, kind: str = "") -> Sequence[MailTemplate]:
    """All of them by name, or those for records of a kind."""
    query = select(MailTemplate).where(MailTemplate.deleted_at.is_(None))
    query = query.where(MailTemplate.kind == kind) if kind else query
    return session.scalars(query.order_by(MailTemplate.name, MailTemplate.id)).all()


def mail_template(session: Session, template_id: int) -> MailTemplate | None:
    """One that is not deleted."""
    query = select(MailTemplate).where(MailTemplate.deleted_at.is_(None), MailTemplate.id == template_id)
    return session.scalars(query).one_or_none()
