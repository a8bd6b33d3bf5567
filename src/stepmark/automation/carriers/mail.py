"""Mail, by way of mailboxes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from stepmark.automation.attachments import excess
from stepmark.automation.carriers.base import Carrier, Outside, Refused
from stepmark.automation.kept_messages import keep_as_message
from stepmark.automation.printed_papers import PDF, sheet_of, sheet_of_version
from stepmark.automation.returned_mails import learn_of_address
from stepmark.automation.trace import kept_text
from stepmark.channels.addresses import Unreachable
from stepmark.channels.documents.docx import assembled
from stepmark.channels.documents.pdf import as_pdf
from stepmark.channels.documents.sheets import Sheet
from stepmark.channels.mail import Attachment, Mail, as_message
from stepmark.channels.mail_traces import Trace, traced
from stepmark.channels.results import NotSent, Result, Sent
from stepmark.channels.smtp import MailServer, Security, send_mail
from stepmark.commands.work import Work
from stepmark.domain.deliveries import Delivery
from stepmark.domain.documents import DocumentVersion
from stepmark.domain.mailboxes import Mailbox
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import now
from stepmark.platform.html import linked_html
from stepmark.platform.i18n import _, gettext, speaking
from stepmark.platform.tenancy import public_url


@dataclass(frozen=True)
class MailLoad:
    """A mail without its files, what is to become PDFs, the server that takes it, how it tells what becomes of it, and
    whether it is tried once only.
    """

    mail: Mail
    files: Sequence[Mapping[str, Any]]
    sheets: Sequence[tuple[str, Sheet]]
    server: MailServer
    trace: Trace | None
    once: bool


class MailCarrier(Carrier[MailLoad]):
    """Goes through the mailbox as it is at that moment. A mail that was taken becomes a message."""

    key = "mail"
    label = _("Mail")
    icon = "mail"

    def load(self, session: Session, delivery: Delivery) -> MailLoad:
        mailbox, content = _mailbox(session, delivery), delivery.content
        mail = Mail(
            key=delivery.key,
            sender=mailbox.address,
            sender_name=mailbox.sender_name,
            recipients=(delivery.recipient,),
            subject=content["subject"],
            text=content["text"],
            html=content.get("html") or linked_html(content["text"]),
            written_at=delivery.created_at,
            automatic=delivery.run_id is not None,
        )
        attached = [_with_parts(session, each) for each in content.get("attachments", ())]
        files = [each for each in attached if "sha256" in each]
        sheets = [_sheet(session, each) for each in attached if "sha256" not in each]
        once = bool(content.get("once"))
        is_own = once or "is_notice" in content
        trace = _trace(session, delivery) if mailbox.traces and not is_own else None
        return MailLoad(mail, files, sheets, _server(mailbox), trace, once)

    def send(self, load: MailLoad, outside: Outside) -> Result:
        try:
            files = [_file(each, outside.files_dir) for each in load.files]
            attached = [*(Attachment(name, PDF, as_pdf(sheet)) for name, sheet in load.sheets), *files]
            too_large = excess(len(each.content) for each in attached)
            if too_large is not None:
                return NotSent(too_large, permanent=True)
            mail = replace(load.mail, attachments=attached)
            if load.trace is not None:
                told = traced(mail.text, mail.html, load.trace, outside.signing_key)
                mail = replace(mail, text=told.text, html=told.html)
            result = send_mail(load.server, mail.sender, mail.recipients, as_message(mail), outside.allowed)
        except FileNotFoundError:
            return NotSent(_("A file that was to be attached is not stored any more."), permanent=True)
        except ValueError:
            address = load.mail.recipients[0]
            text = _("“%(address)s” is no address that mail can be sent to.", address=address)
            return NotSent(text, permanent=True)
        except Unreachable as error:
            result = NotSent(error.reason, permanent=error.permanent)
        return replace(result, permanent=True) if load.once and isinstance(result, NotSent) else result

    def ended(self, work: Work, delivery: Delivery, result: Result) -> None:
        _remember_trouble(work, delivery, result)
        if delivery.content.keys() & {"once", "is_notice"}:
            return
        learn_of_address(work, delivery, result)
        if isinstance(result, Sent):
            keep_as_message(work, delivery)


def _mailbox(session: Session, delivery: Delivery) -> Mailbox:
    mailbox = session.get(Mailbox, delivery.via_id)
    if mailbox is None or mailbox.is_deleted:
        raise Refused(_("The mailbox “%(name)s” was deleted.", name=delivery.via_name))
    if not mailbox.active and not delivery.content.get("once"):
        raise Refused(_("The mailbox “%(name)s” is switched off.", name=mailbox.name))
    if not mailbox.can_sign_in:
        text = _("The password of the mailbox “%(name)s” can't be read any more. Enter it anew.", name=mailbox.name)
        raise Refused(text)
    return mailbox


def _trace(session: Session, delivery: Delivery) -> Trace | None:
    """None where people outside can't reach this server any more."""
    base = public_url(session)
    workspace = session.get_one(Workspace, delivery.workspace_id)
    with speaking(workspace.locale):
        foot = gettext("This mail tells its sender when it is opened and when a link in it is clicked.")
    return Trace(base, f"{workspace.id}-{delivery.id}", foot) if base else None


def _server(mailbox: Mailbox) -> MailServer:
    password = mailbox.password or ""
    return MailServer(mailbox.host, mailbox.port, Security(mailbox.security), mailbox.login, password)


def _sheet(session: Session, described: Mapping[str, Any]) -> tuple[str, Sheet]:
    sheet = sheet_of(session, *described["paper"]) if "paper" in described else _text(session, described["version"])
    if sheet is None:
        raise Refused(_("The document “%(name)s” was deleted before it was sent.", name=described["name"]))
    # What was put down before there were PDFs is called otherwise.
    return f"{described['name'].removesuffix('.html').removesuffix('.pdf')}.pdf", sheet


def _text(session: Session, version_id: int) -> Sheet | None:
    version = session.get(DocumentVersion, version_id)
    return sheet_of_version(session, version) if version else None


def _with_parts(session: Session, described: Mapping[str, Any]) -> Mapping[str, Any]:
    """A Word file that a template was filled into is its template's file with other parts."""
    if "filled" not in described:
        return described
    version = session.get(DocumentVersion, described["filled"])
    if version is None:
        raise Refused(_("The document “%(name)s” was deleted before it was sent.", name=described["name"]))
    return {**described, "sha256": version.sha256, "parts": version.parts}


def _file(described: Mapping[str, Any], folder: Path) -> Attachment:
    sha256 = described["sha256"]
    content = (folder / sha256[:2] / sha256).read_bytes()
    parts = described.get("parts")
    return Attachment(described["name"], described["type"], assembled(content, parts) if parts else content)


def _remember_trouble(work: Work, delivery: Delivery, result: Result) -> None:
    mailbox = work.session.get(Mailbox, delivery.via_id)
    if mailbox is not None:
        mailbox.trouble = None if isinstance(result, Sent) else kept_text(result.reason)
        mailbox.trouble_at = None if mailbox.trouble is None else now()
