"""Send SMS to the client, to employees, or to both."""

from collections.abc import Collection, Iterator, Sequence
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy.orm import Session

from stepmark.automation.actions.base import Failed, Obstacle, Outcome, Reach, Skipped
from stepmark.automation.addresses import client_phones
from stepmark.automation.context import ActionContext
from stepmark.automation.linking import links_of_new
from stepmark.automation.outside import OutsideAction
from stepmark.automation.parameters import Responsible, Settings, SmsAccountId, SmsSender, SmsText
from stepmark.automation.people import resolve
from stepmark.automation.posting import Outgoing
from stepmark.automation.settings_check import SettingsCheck
from stepmark.automation.texting import Which, numbers_of, sms_content, sms_text, text_fault
from stepmark.catalogue.kinds import Kind
from stepmark.channels.sms.numbers import international
from stepmark.commands.messages import MESSAGE
from stepmark.domain.people import Member
from stepmark.domain.sms_accounts import SmsAccount
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.sms_accounts import usable_sms_account


class SendSmsSettings(Settings):
    """`to_client`: to the client's phone, by `number`: the main one, the first that SMS can go to, the first mobile
    one, or all; `to`: to employees besides. Without an account it goes by the standard one, without a `sender` from the
    account's usual one.
    """

    text: Annotated[SmsText, Field(min_length=1)]
    to_client: bool = False
    number: Which = "main"
    to: Annotated[tuple[Responsible, ...], Field(max_length=20)] = ()
    account_id: SmsAccountId | None = None
    sender: SmsSender = ""


class SendSms(OutsideAction[SendSmsSettings]):
    """Each number gets an SMS of its own, and each that was taken becomes a message on the timelines."""

    key = "send_sms"
    label = _("Send an SMS")
    group = "messages"
    icon = "message"
    help = _("To the client, to employees or to both, by a provider of SMS. What follows waits for it.")
    Settings = SendSmsSettings

    def sentence(self, settings: SendSmsSettings, words: Any) -> Text:
        people = [str(_("the client"))] if settings.to_client else []
        people += [str(words.responsible(each)) for each in settings.to]
        return _("send the SMS “%(text)s” to %(people)s", text=words.text(settings.text), people=", ".join(people))

    def check(self, settings: SendSmsSettings, check: SettingsCheck) -> None:
        if not settings.to_client and not settings.to:
            check.fault("to_client", _("Choose to whom it is sent."))

    def obstacle(self, settings: SendSmsSettings, session: Session) -> Obstacle | None:
        chosen = usable_sms_account(session, settings.account_id) if settings.account_id else None
        if chosen is None and usable_sms_account(session) is None:
            text = _("There is no SMS account that SMS could be sent by. Set one up in the settings, under “SMS”.")
            return Obstacle(text, "/settings/sms")
        return None

    def outgoing(self, settings: SendSmsSettings, context: ActionContext) -> Sequence[Outgoing] | Outcome:
        if context.kind is MESSAGE and context.made_by_this_rule:
            return Skipped(_("This message is of an SMS that this rule has sent itself."))
        account = _account(settings, context)
        text = sms_text(account, context.text(settings.text))
        fault = text_fault(text)
        if fault is not None:
            return Failed(fault)
        numbers = list(dict.fromkeys(_numbers(settings, context, account)))
        if not numbers:
            return Failed(_("There is nobody with a phone number that an SMS could be sent to."))
        content = sms_content(
            text,
            _sender(settings, context, account),
            links=links_of_new(context, MESSAGE),
            responsible_id=getattr(context.record, "responsible_id", None),
        )
        return [Outgoing("sms", number, content, account.id, account.name) for number in numbers]

    def reach(self, settings: SendSmsSettings, kind: Kind) -> Collection[Reach]:
        return (Reach("message", topics=("created",)),)


def _account(settings: SendSmsSettings, context: ActionContext) -> SmsAccount:
    session = context.work.session
    if settings.account_id is not None:
        chosen = usable_sms_account(session, settings.account_id)
        if chosen is not None:
            return chosen
        context.warn(_("No SMS can be sent by the account that was chosen, so it went by the standard one."))
    standard = usable_sms_account(session)
    if standard is None:
        raise Problem("broken-reference", _("There is no account that SMS could be sent by."), field="account_id")
    return standard


def _sender(settings: SendSmsSettings, context: ActionContext, account: SmsAccount) -> str:
    if settings.sender in ("", *account.senders):
        return settings.sender or account.usual_sender
    text = _("The account “%(name)s” has no sender “%(sender)s”.", name=account.name, sender=settings.sender)
    context.warn(text)
    return account.usual_sender


def _numbers(settings: SendSmsSettings, context: ActionContext, account: SmsAccount) -> Iterator[str]:
    session = context.work.session
    if settings.to_client:
        phones = client_phones(session, context.kind, context.record, context.fields)
        found = numbers_of(account, phones, settings.number)
        if not found:
            context.warn(_("The client has no such phone number that an SMS can be sent to."))
        yield from found
    for number, each in enumerate(settings.to):
        member_id = resolve(context, each, f"{SendSms.key}/{number}")
        member = session.get(Member, member_id) if member_id else None
        own = international(member.phone, account.country) if member else None
        if own:
            yield own
        elif member:
            context.warn(_("%(name)s has no phone number in their profile.", name=member.name))
