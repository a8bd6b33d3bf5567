"""Mails that come in: each becomes a message once, with the deal and the client of what it answers; reports that a mail
did not arrive are noted on that mail.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from stepmark.automation.returned_mails import came_back
from stepmark.automation.trace import kept_text
from stepmark.channels.imap import Fetched, Place
from stepmark.channels.incoming_mail import IncomingMail as Read
from stepmark.channels.smtp import MailServer, Security
from stepmark.commands.files import Upload, add_files
from stepmark.commands.messages import MESSAGE
from stepmark.commands.records import create_record
from stepmark.commands.work import Author, Work
from stepmark.domain.deliveries import Delivery
from stepmark.domain.incoming_mails import IncomingMail
from stepmark.domain.mailboxes import Mailbox
from stepmark.domain.messages import INCOMING
from stepmark.domain.people import Member
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text
from stepmark.queries.identity import actor_of

EVERY = timedelta(minutes=1)
_LEASE = timedelta(minutes=5)
_INBOX = "INBOX"


class Inbox(NamedTuple):
    """A mailbox whose turn it is to be read. `actor` is its member, or the workspace itself."""

    mailbox_id: int
    actor: Actor | None
    workspace_id: int
    server: MailServer
    folder: str
    place: Place | None


def is_inbox_due(session: Session) -> bool:
    """Whether a mailbox is to be read by now."""
    return session.scalar(select(Mailbox.id).where(_is_due()).limit(1)) is not None


def take_inbox(session: Session) -> Inbox | None:
    """The mailbox that has waited longest to be read, which nobody else takes now; None if none is due."""
    query = (
        select(Mailbox)
        .where(_is_due())
        .order_by(Mailbox.read_at.is_not(None), Mailbox.read_at, Mailbox.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    mailbox = session.scalars(query).one_or_none()
    if mailbox is None or not mailbox.imap_host:
        return None
    mailbox.read_at = now() + _LEASE
    member = session.get(Member, mailbox.member_id) if mailbox.member_id else None
    actor = actor_of(member, session.get_one(Workspace, mailbox.workspace_id)) if member else None
    port, security = mailbox.imap_port or 993, Security(mailbox.imap_security or Security.TLS)
    server = MailServer(mailbox.imap_host, port, security, mailbox.login, mailbox.password or "")
    place = None if mailbox.uid_validity is None else Place(mailbox.uid_validity, mailbox.last_uid or 0)
    return Inbox(mailbox.id, actor, mailbox.workspace_id, server, mailbox.imap_folder or _INBOX, place)


def was_read(session: Session, inbox: Inbox, fetched: Fetched | None, trouble: Text = "") -> None:
    """Note how far a mailbox was read, or why it could not be."""
    values: dict[str, Any] = {"read_at": now() + EVERY, "read_trouble": kept_text(trouble) if trouble else None}
    if fetched is not None:
        values |= {"uid_validity": fetched.place.validity, "last_uid": fetched.place.uid}
    noted = update(Mailbox).where(Mailbox.id == inbox.mailbox_id).values(values)
    session.execute(noted, execution_options={"synchronize_session": False})


def take_mail(work: Work, mailbox_id: int, mail: Read, files: Sequence[Upload] = ()) -> int | None:
    """Make a message of a mail, once. Returns its id; None for a repetition and for a report."""
    mailbox = work.session.get(Mailbox, mailbox_id)
    known = select(IncomingMail.id).where(IncomingMail.mailbox_id == mailbox_id, IncomingMail.key == mail.key)
    if mailbox is None or work.session.scalar(known) is not None:
        return None
    row = IncomingMail(mailbox_id=mailbox_id, key=mail.key)
    work.session.add(row)
    work.session.flush()
    answered = _answered(work, mail)
    if mail.bounce is not None:
        if answered is not None and mail.bounce.is_final:
            _bounced(work, answered, mail.bounce.reason)
        return None
    # What a program has written wakes nothing, so that two programs never write to each other without end.
    work.rules_asleep = mail.is_automatic
    with work.acting(work.actor, Author(None, mailbox.name), (), kind="mailbox", name=mailbox.name):
        row.message_id = _kept(work, mailbox, mail, answered)
        if files:
            add_files(work, MESSAGE, row.message_id, list(files))
    return row.message_id


def _is_due() -> ColumnElement[bool]:
    live = and_(Mailbox.active.is_(True), Mailbox.deleted_at.is_(None), Mailbox.imap_host.is_not(None))
    here = select(Member.id).where(Member.active.is_(True))
    is_time = or_(Mailbox.read_at.is_(None), Mailbox.read_at <= now())
    return and_(live, is_time, or_(Mailbox.member_id.is_(None), Mailbox.member_id.in_(here)))


def _answered(work: Work, mail: Read) -> Delivery | None:
    """The mail of ours that it answers, or is about."""
    query = select(Delivery).where(Delivery.channel == "mail", Delivery.key.in_(mail.answers[:20]))
    found = {each.key: each for each in work.session.scalars(query)} if mail.answers else {}
    return next((found[key] for key in mail.answers if key in found), None)


def _kept(work: Work, mailbox: Mailbox, mail: Read, answered: Delivery | None) -> int:
    values = {
        "subject": mail.subject or "–",
        "channel": "mail",
        "direction": INCOMING,
        "sender": mail.sender,
        "recipient": ", ".join(mail.recipients) or mailbox.address,
        "sent_at": mail.sent_at.isoformat(),
        "body": mail.text,
        "responsible_id": mailbox.member_id,
        **(answered.content.get("links", {}) if answered else {}),
    }
    try:
        return create_record(work, MESSAGE, values)
    except Invalid:
        # An address that is none, or a deal that is gone since, is no reason to lose what was written.
        plain = {key: values[key] for key in ("subject", "channel", "direction", "sent_at", "body", "responsible_id")}
        return create_record(work, MESSAGE, plain)


def _bounced(work: Work, delivery: Delivery, reason: str) -> None:
    if delivery.bounced_at is not None:
        return
    delivery.bounced_at, delivery.bounce = now(), reason
    came_back(work, delivery, reason)
