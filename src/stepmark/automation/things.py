"""What rules may name besides fields and records: the workspace's definitions and its people."""

from dataclasses import dataclass
from typing import Any

from stepmark.domain.documents import DocumentTemplate
from stepmark.domain.incoming_webhooks import IncomingWebhook
from stepmark.domain.lead_forms import LeadForm
from stepmark.domain.mail_templates import MailTemplate
from stepmark.domain.mailboxes import Mailbox
from stepmark.domain.people import Group, Member
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.products import Product
from stepmark.domain.projects import ProjectTemplate
from stepmark.domain.rules import Rule
from stepmark.domain.sms_accounts import SmsAccount
from stepmark.domain.webhooks import Webhook
from stepmark.platform.i18n import Lazy, Text, _


@dataclass(frozen=True)
class Thing:
    """One sort of thing. Settings ask for it by `widget`; the texts say what is wrong where it is not there.

    `missing` is told where there never was one, `gone` of one that was deleted, `unnamed` stands for it in a sentence.
    """

    what: str
    model: Any
    missing: Text
    gone: Lazy
    unnamed: Text
    widget: str = ""


THINGS = {
    each.what: each
    for each in (
        Thing(
            "stage",
            Stage,
            _("This stage is not there."),
            _("The stage “%(name)s” was deleted. Choose another."),
            _("a stage that is gone"),
            "stage",
        ),
        Thing(
            "step",
            Step,
            _("This step is not there."),
            _("The step “%(name)s” was deleted. Choose another."),
            _("a step that is gone"),
            "step",
        ),
        Thing(
            "process",
            Process,
            _("This process is not there."),
            _("The process “%(name)s” was deleted. Choose another."),
            _("a process that is gone"),
        ),
        Thing(
            "user",
            Member,
            _("This member is not there."),
            _("“%(name)s” has left. Choose somebody else."),
            _("somebody who is gone"),
            "member",
        ),
        Thing(
            "group",
            Group,
            _("This group is not there."),
            _("The group “%(name)s” was deleted. Choose another."),
            _("a group that is gone"),
            "group",
        ),
        Thing(
            "rule",
            Rule,
            _("This rule is not there."),
            _("The rule “%(name)s” was deleted. Choose another."),
            _("a rule that is gone"),
            "rule",
        ),
        Thing(
            "product",
            Product,
            _("This product is not there."),
            _("The product “%(name)s” was deleted. Choose another."),
            _("a product that is gone"),
            "product",
        ),
        Thing(
            "project_template",
            ProjectTemplate,
            _("This template is not there."),
            _("The template “%(name)s” was deleted. Choose another."),
            _("a template that is gone"),
            "project_template",
        ),
        Thing(
            "document_template",
            DocumentTemplate,
            _("This template is not there."),
            _("The template “%(name)s” was deleted. Choose another."),
            _("a template that is gone"),
            "document_template",
        ),
        Thing(
            "webhook",
            Webhook,
            _("This webhook is not there."),
            _("The webhook “%(name)s” was deleted. Choose another."),
            _("a webhook that is gone"),
            "webhook",
        ),
        Thing(
            "incoming_webhook",
            IncomingWebhook,
            _("This webhook is not there."),
            _("The webhook “%(name)s” was deleted. Choose another."),
            _("a webhook that is gone"),
            "incoming_webhook",
        ),
        Thing(
            "lead_form",
            LeadForm,
            _("This form is not there."),
            _("The form “%(name)s” was deleted. Choose another."),
            _("a form that is gone"),
            "lead_form",
        ),
        Thing(
            "mailbox",
            Mailbox,
            _("This mailbox is not there."),
            _("The mailbox “%(name)s” was deleted. Choose another."),
            _("a mailbox that is gone"),
            "mailbox",
        ),
        Thing(
            "mail_template",
            MailTemplate,
            _("This template is not there."),
            _("The template “%(name)s” was deleted. Choose another."),
            _("a template that is gone"),
            "mail_template",
        ),
        Thing(
            "sms_account",
            SmsAccount,
            _("This SMS account is not there."),
            _("The SMS account “%(name)s” was deleted. Choose another."),
            _("an SMS account that is gone"),
            "sms_account",
        ),
    )
}
BY_WIDGET = {each.widget: each.what for each in THINGS.values() if each.widget}
