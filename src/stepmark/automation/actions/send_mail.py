"""Send mail to the client, to employees, or to both."""

from collections.abc import Collection, Iterator, Sequence
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field
from sqlalchemy.orm import Session

from stepmark.automation.actions.base import Failed, Obstacle, Outcome, Reach, Skipped
from stepmark.automation.addresses import client_address, member_address
from stepmark.automation.attachments import Attached, documents_of_run, files_of_record, fitting, paper_file
from stepmark.automation.context import ActionContext
from stepmark.automation.linking import links_of_new
from stepmark.automation.outside import OutsideAction
from stepmark.automation.parameters import (
    LongTextTemplate,
    MailboxId,
    MailTemplateId,
    Responsible,
    Settings,
    TextTemplate,
    Widget,
)
from stepmark.automation.people import resolve
from stepmark.automation.posting import Outgoing
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.messages import MESSAGE
from stepmark.domain.mail_templates import MailTemplate
from stepmark.domain.mailboxes import Mailbox
from stepmark.platform.errors import Problem
from stepmark.platform.html import clean_html
from stepmark.platform.i18n import Text, _
from stepmark.queries.mail_templates import mail_template
from stepmark.queries.mailboxes import mailbox_of, standard_mailbox, usable_mailbox

Sendable = Annotated[Literal["quote", "order", "invoice"], Widget("paper")]


_MAKES_DOCUMENTS = frozenset({"create_document", "create_from_source"})


class SendMailSettings(Settings):
    """What is written stands in a template, or here. `to_client`: to the main e-mail of the record's client; `to`: to
    employees besides. Without a mailbox it is sent from the standard one. `sent`: the record itself if it is such a
    paper, else its newest one, goes along.
    """

    template_id: MailTemplateId | None = None
    subject: TextTemplate = ""
    text: LongTextTemplate = ""
    to_client: bool = False
    to: Annotated[tuple[Responsible, ...], Field(max_length=20)] = ()
    from_responsible: bool = False
    mailbox_id: MailboxId | None = None
    sent: Sendable | None = None
    attach_documents: bool = False
    attach_files: bool = False


class _Written(NamedTuple):
    subject: str
    text: str
    html: str


class SendMail(OutsideAction[SendMailSettings]):
    """Each recipient gets a mail of their own, and each mail that was taken becomes a message on the timelines."""

    key = "send_mail"
    label = _("Send mail")
    group = "messages"
    help = _("By a template or as written here, to the client, to employees or to both. What follows waits for it.")
    Settings = SendMailSettings

    def sentence(self, settings: SendMailSettings, words: Any) -> Text:
        what = words.mail_template(settings.template_id) if settings.template_id else words.text(settings.subject)
        people = [str(_("the client"))] if settings.to_client else []
        people += [str(words.responsible(each)) for each in settings.to]
        return _("send the mail “%(mail)s” to %(people)s", mail=what, people=", ".join(people))

    def check(self, settings: SendMailSettings, check: SettingsCheck) -> None:
        if settings.template_id is None and not settings.subject.strip():
            check.fault("subject", _("Choose a template, or write a subject and a text."))
        elif settings.template_id is None and not settings.text.strip():
            check.fault("text", _("Write the text of the mail."))
        if not settings.to_client and not settings.to:
            check.fault("to_client", _("Choose to whom it is sent."))

    def obstacle(self, settings: SendMailSettings, session: Session) -> Obstacle | None:
        chosen = usable_mailbox(session, settings.mailbox_id) if settings.mailbox_id else None
        if chosen is None and standard_mailbox(session) is None:
            text = _("There is no mailbox that mail could be sent from. Set one up in the settings, under “Mailboxes”.")
            return Obstacle(text, "/settings/mailboxes")
        return None

    def doubt(self, settings: SendMailSettings, before: Collection[str]) -> Text | None:
        if not settings.attach_documents or not _MAKES_DOCUMENTS.isdisjoint(before):
            return None
        return _("It is to attach documents that the rule has created, but no action before it creates any.")

    def outgoing(self, settings: SendMailSettings, context: ActionContext) -> Sequence[Outgoing] | Outcome:
        if context.kind is MESSAGE and context.made_by_this_rule:
            return Skipped(_("This message is of a mail that this rule has sent itself."))
        addresses = list(dict.fromkeys(_addresses(settings, context)))
        if not addresses:
            return Failed(_("There is nobody with an e-mail address that it could be sent to."))
        mailbox, written = _mailbox(settings, context), _written(settings, context)
        content = {
            "subject": written.subject,
            "text": written.text,
            "html": written.html,
            "sender": mailbox.address,
            "attachments": fitting(_attached(settings, context)),
            "links": links_of_new(context, MESSAGE),
            "responsible_id": getattr(context.record, "responsible_id", None),
        }
        return [Outgoing("mail", address, content, mailbox.id, mailbox.name) for address in addresses]

    def reach(self, settings: SendMailSettings, kind: Kind) -> Collection[Reach]:
        return (Reach("message", topics=("created",)),)


def _addresses(settings: SendMailSettings, context: ActionContext) -> Iterator[str]:
    if settings.to_client:
        address = client_address(context.work.session, context.kind, context.record, context.fields)
        if address:
            yield address
        else:
            context.warn(_("The client has no e-mail address."))
    for number, each in enumerate(settings.to):
        member_id = resolve(context, each, f"{SendMail.key}/{number}")
        address = member_address(context.work.session, member_id) if member_id else None
        if address:
            yield address


def _mailbox(settings: SendMailSettings, context: ActionContext) -> Mailbox:
    session = context.work.session
    if settings.from_responsible:
        own = mailbox_of(session, resolve(context, Responsible(), SendMail.key))
        if own is not None:
            return own
        context.warn(_("The responsible person has no mailbox, so another one is the sender."))
    if settings.mailbox_id is not None:
        chosen = usable_mailbox(session, settings.mailbox_id)
        if chosen is not None:
            return chosen
        context.warn(_("No mail can be sent from the mailbox that was chosen, so the standard one is the sender."))
    standard = standard_mailbox(session)
    if standard is None:
        raise Problem("broken-reference", _("There is no mailbox that mail could be sent from."), field="mailbox_id")
    return standard


def _written(settings: SendMailSettings, context: ActionContext) -> _Written:
    if settings.template_id is None:
        return _Written(context.line(settings.subject), context.text(settings.text), "")
    template = _template(settings.template_id, context)
    html = clean_html(context.text(template.html, html=True)) if template.html else ""
    return _Written(context.line(template.subject), context.text(template.body), html)


def _template(template_id: int, context: ActionContext) -> MailTemplate:
    template = mail_template(context.work.session, template_id)
    if template is None:
        raise Problem("broken-reference", _("This template is not there."), field="template_id")
    if template.kind != context.kind.name:
        about = KINDS[template.kind].label_plural if template.kind in KINDS else template.kind
        text = _("The template “%(name)s” is for other records: %(kind)s.", name=template.name, kind=about)
        raise Problem("invalid", text, field="template_id")
    return template


def _attached(settings: SendMailSettings, context: ActionContext) -> Iterator[Attached]:
    if settings.sent is not None:
        yield from paper_file(context, settings.sent)
    if settings.attach_documents:
        documents = documents_of_run(context)
        if not documents:
            context.warn(_("No action before this one has created a document, so none is attached."))
        yield from documents
    if settings.attach_files:
        yield from files_of_record(context.work.session, context.kind, context.record.id).values()
