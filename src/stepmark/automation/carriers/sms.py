"""SMS, by way of the workspace's accounts with providers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from stepmark.automation.carriers.base import Carrier, Outside, Refused
from stepmark.automation.kept_messages import keep_as_message
from stepmark.automation.trace import kept_text
from stepmark.channels.addresses import Unreachable
from stepmark.channels.results import NotSent, Result, Sent
from stepmark.channels.sms import PROVIDERS
from stepmark.channels.sms.base import Sms
from stepmark.commands.work import Work
from stepmark.domain.deliveries import Delivery
from stepmark.domain.sms_accounts import SmsAccount
from stepmark.platform.clock import now
from stepmark.platform.i18n import _


@dataclass(frozen=True)
class SmsLoad:
    """An SMS, the provider that is asked, and whether it is asked once only."""

    provider: str
    settings: Mapping[str, str]
    secret: str
    sms: Sms
    once: bool


class SmsCarrier(Carrier[SmsLoad]):
    """Goes by the account as it is at that moment. An SMS that was taken becomes a message."""

    key = "sms"
    label = _("SMS")
    icon = "message"

    def load(self, session: Session, delivery: Delivery) -> SmsLoad:
        account, content = _account(session, delivery), delivery.content
        sms = Sms(delivery.recipient, content["text"], content["sender"], delivery.key)
        return SmsLoad(account.provider, account.settings, account.secret or "", sms, bool(content.get("once")))

    def send(self, load: SmsLoad, outside: Outside) -> Result:
        try:
            result = PROVIDERS[load.provider].send(load.settings, load.secret, load.sms, outside.http)
        except Unreachable as error:
            result = NotSent(error.reason, permanent=error.permanent)
        return replace(result, permanent=True) if load.once and isinstance(result, NotSent) else result

    def ended(self, work: Work, delivery: Delivery, result: Result) -> None:
        _remember_trouble(work, delivery, result)
        if isinstance(result, Sent) and not delivery.content.get("once"):
            keep_as_message(work, delivery)


def _account(session: Session, delivery: Delivery) -> SmsAccount:
    account = session.get(SmsAccount, delivery.via_id)
    if account is None or account.is_deleted:
        raise Refused(_("The SMS account “%(name)s” was deleted.", name=delivery.via_name))
    if not account.active and not delivery.content.get("once"):
        raise Refused(_("The SMS account “%(name)s” is switched off.", name=account.name))
    if not account.is_readable:
        text = _("The key of the SMS account “%(name)s” can't be read any more. Enter it anew.", name=account.name)
        raise Refused(text)
    return account


def _remember_trouble(work: Work, delivery: Delivery, result: Result) -> None:
    account = work.session.get(SmsAccount, delivery.via_id)
    if account is not None:
        account.trouble = None if isinstance(result, Sent) else kept_text(result.reason)
        account.trouble_at = None if account.trouble is None else now()
