"""Mailboxes as settings list them, and the one that a mail goes from."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from stepmark.domain.deliveries import Delivery
from stepmark.domain.mailboxes import Mailbox
from stepmark.domain.people import Member
from stepmark.domain.rights import Actor


class MailboxRow(NamedTuple):
    """A mailbox with the name of its member, if it is one's own."""

    mailbox: Mailbox
    member: str


def mailboxes_for(session: Session, actor: Actor) -> list[MailboxRow]:
    """All of them for administrators, one's own for everybody else; the workspace's first."""
    query = (
        select(Mailbox, Member.name)
        .outerjoin(Member, Member.id == Mailbox.member_id)
        .where(Mailbox.deleted_at.is_(None), *_within_reach(actor))
        .order_by(Mailbox.member_id.is_not(None), Mailbox.is_standard.desc(), Mailbox.name, Mailbox.id)
    )
    return [MailboxRow(mailbox, name or "") for mailbox, name in session.execute(query)]


def mailbox_for(session: Session, actor: Actor, mailbox_id: int) -> Mailbox | None:
    """One that the actor keeps."""
    query = select(Mailbox).where(Mailbox.id == mailbox_id, Mailbox.deleted_at.is_(None), *_within_reach(actor))
    return session.scalars(query).one_or_none()


def trial_of(session: Session, mailbox_id: int, delivery_id: int) -> Delivery | None:
    """A mail that was sent from a mailbox to try it."""
    of_mailbox = Delivery.channel == "mail", Delivery.via_id == mailbox_id
    delivery = session.scalars(select(Delivery).where(Delivery.id == delivery_id, *of_mailbox)).one_or_none()
    return delivery if delivery is not None and delivery.content.get("once") else None


def shared_mailboxes(session: Session) -> Sequence[Mailbox]:
    """The workspace's, the standard one first."""
    query = select(Mailbox).where(Mailbox.member_id.is_(None), Mailbox.deleted_at.is_(None))
    return session.scalars(query.order_by(Mailbox.is_standard.desc(), Mailbox.name, Mailbox.id)).all()


def mailbox_of(session: Session, member_id: int | None) -> Mailbox | None:
    """A member's own, if mail can be sent from it."""
    query = select(Mailbox).where(Mailbox.member_id == member_id, _usable()).order_by(Mailbox.id)
    return next(filter(_can_sign_in, session.scalars(query)), None) if member_id is not None else None


def standard_mailbox(session: Session) -> Mailbox | None:
    """The workspace's standard one, if mail can be sent from it."""
    query = select(Mailbox).where(Mailbox.is_standard.is_(True), _usable())
    return next(filter(_can_sign_in, session.scalars(query)), None)


def usable_mailbox(session: Session, mailbox_id: int) -> Mailbox | None:
    """A certain one, if mail can be sent from it."""
    query = select(Mailbox).where(Mailbox.id == mailbox_id, _usable())
    return next(filter(_can_sign_in, session.scalars(query)), None)


def _within_reach(actor: Actor) -> list[ColumnElement[bool]]:
    return [] if actor.is_admin else [Mailbox.member_id == (actor.member_id or 0)]


def _usable() -> ColumnElement[bool]:
    here = select(Member.id).where(Member.active.is_(True))
    owned = or_(Mailbox.member_id.is_(None), Mailbox.member_id.in_(here))
    return and_(Mailbox.active.is_(True), Mailbox.deleted_at.is_(None), owned)


def _can_sign_in(mailbox: Mailbox) -> bool:
    return mailbox.can_sign_in
