"""Mail that a person writes from a record, by a template or without one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from stepmark.automation.addresses import client_address
from stepmark.automation.attachments import excess, files_of_record
from stepmark.automation.document_templates import links_of
from stepmark.automation.mail_templates import BODY_LIMIT, SUBJECT_LIMIT
from stepmark.automation.placeholders.rendering import render
from stepmark.automation.placeholders.scope import scope_of
from stepmark.automation.posting import Outgoing, post
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.catalogue.types.texts import email_in
from stepmark.commands import inputs
from stepmark.commands.access import record_to_edit
from stepmark.commands.work import Work
from stepmark.domain.mail_templates import MailTemplate
from stepmark.domain.mailboxes import Mailbox
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.list_fields import readable_fields
from stepmark.queries.mailboxes import mailbox_of, standard_mailbox


class MailDraft(NamedTuple):
    """What a mail's form begins with; `warnings` say which placeholders were empty."""

    recipient: str
    subject: str = ""
    text: str = ""
    warnings: tuple[Text, ...] = ()


def draft_about(
    session: Session, actor: Actor, kind: Kind, record: Record, template: MailTemplate | None = None
) -> MailDraft:
    """A mail to the record's client, with the placeholders of a template filled in. Raises Invalid."""
    to = client_address(session, kind, record, readable_fields(session)) or ""
    if template is None or template.kind != kind.name:
        return MailDraft(to)
    scope = scope_of(session, actor, kind, record, user_id=actor.member_id)
    try:
        subject, text = render(template.subject, scope), render(template.body, scope)
    except ValueFault as fault:
        raise Invalid({"template_id": fault.text}) from None
    return MailDraft(to, " ".join(subject.text.split()), text.text, (*subject.warnings, *text.warnings))


def sender_for(session: Session, actor: Actor) -> Mailbox | None:
    """The actor's own mailbox, else the standard one."""
    return mailbox_of(session, actor.member_id) or standard_mailbox(session)


def send_by_hand(work: Work, kind: Kind, record_id: int, raw: Mapping[str, Any]) -> int:
    """Leave a mail about a record to be sent: `recipient`, `subject`, `text`, and `file_ids` of files that lie on it.
    Returns the delivery's id.
    """
    record: Any = record_to_edit(work, kind.model, record_id)
    mailbox = sender_for(work.session, work.actor)
    if mailbox is None:
        raise Problem("broken-reference", _("There is no mailbox that mail could be sent from."))
    recipient, subject, text = _written(raw)
    attached = _attached(work, kind, record_id, raw.get("file_ids") or ())
    content = {
        "subject": subject,
        "text": text,
        "sender": mailbox.address,
        "attachments": attached,
        "links": links_of(work, kind, record),
        "responsible_id": record.responsible_id,
    }
    about = {"kind": kind.name, "record_id": record.id, "record_label": record.label[:300]}
    outgoing = Outgoing("mail", recipient, content, mailbox.id, mailbox.name)
    delivery_id = post(work, outgoing, **about, member_id=work.actor.member_id)
    work.happened("mailbox.used", "mailbox", mailbox.id, label=mailbox.name)
    return delivery_id


def _written(raw: Mapping[str, Any]) -> tuple[str, str, str]:
    """All that is wrong is said at once."""
    faults: dict[str, Text] = {}
    found: dict[str, str] = {}
    for key, read in _READERS.items():
        try:
            found[key] = read(raw.get(key))
        except ValueFault as fault:
            faults[key] = fault.text
        except Invalid as invalid:
            faults |= invalid.errors
    if faults:
        raise Invalid(faults)
    return found["recipient"], found["subject"], found["text"]


def _attached(work: Work, kind: Kind, record_id: int, file_ids: Sequence[str]) -> list[dict[str, Any]]:
    files = {str(row_id): each for row_id, each in files_of_record(work.session, kind, record_id).items()}
    if not files.keys() >= set(file_ids):
        raise Invalid({"file_ids": _("A file that you chose is not here any more. Choose again.")})
    chosen = [each for row_id, each in files.items() if row_id in file_ids]
    if (too_large := excess(each.size for each in chosen)) is not None:
        raise Invalid({"file_ids": too_large})
    return [each.described for each in chosen]


def _recipient(raw: Any) -> str:
    return email_in(inputs.line("recipient", _("To"), raw))


def _subject(raw: Any) -> str:
    return inputs.line("subject", _("Subject"), raw, limit=SUBJECT_LIMIT)


def _text(raw: Any) -> str:
    text = text_in(raw, BODY_LIMIT, lines=True)
    if not text:
        raise Invalid({"text": _("Write the text of the mail.")})
    return text


_READERS: Mapping[str, Callable[[Any], str]] = {"recipient": _recipient, "subject": _subject, "text": _text}
