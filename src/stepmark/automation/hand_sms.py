"""SMS that a person writes from a record."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from stepmark.automation.addresses import client_phones
from stepmark.automation.document_templates import links_of
from stepmark.automation.posting import Outgoing, post
from stepmark.automation.texting import sms_content, sms_text, text_fault
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.channels.sms.numbers import international
from stepmark.commands.access import not_found, record_to_edit
from stepmark.commands.work import Work
from stepmark.domain.people import Member
from stepmark.domain.record import Record
from stepmark.domain.rights import require_admin
from stepmark.domain.sms_accounts import SmsAccount
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import Text, _, gettext
from stepmark.queries.list_fields import readable_fields
from stepmark.queries.sms_accounts import sms_account, usable_sms_account

# The kinds that an SMS can be about.
ABOUT = tuple(KINDS[name] for name in ("deal", "lead", "company", "contact"))
TEXT_LIMIT = 2_000


class SmsDraft(NamedTuple):
    """What an SMS's form begins with; `numbers` are all that the client has."""

    recipient: str
    numbers: Sequence[str]
    sender: str
    text: str = ""


def sms_draft(session: Session, kind: Kind, record: Record, account: SmsAccount) -> SmsDraft:
    """An SMS to the record's client."""
    numbers = client_phones(session, kind, record, readable_fields(session))
    return SmsDraft(numbers[0] if numbers else "", numbers, account.usual_sender)


def send_sms_by_hand(work: Work, kind: Kind, record_id: int, raw: Mapping[str, Any]) -> int:
    """Leave an SMS about a record to be sent: `recipient`, `sender`, `text`. Returns the delivery's id."""
    record: Any = record_to_edit(work, kind.model, record_id)
    account = usable_sms_account(work.session)
    if account is None:
        raise Problem("broken-reference", _("There is no account that SMS could be sent by."))
    recipient, sender, text = _written(account, raw)
    content = sms_content(text, sender, links=links_of(work, kind, record), responsible_id=record.responsible_id)
    about = {"kind": kind.name, "record_id": record.id, "record_label": record.label[:300]}
    outgoing = Outgoing("sms", recipient, content, account.id, account.name)
    delivery_id = post(work, outgoing, **about, member_id=work.actor.member_id)
    work.happened("sms_account.used", "sms_account", account.id, label=account.name)
    return delivery_id


def try_sms_account(work: Work, account_id: int) -> int:
    """Send an SMS to the actor's own phone, once, to see whether it is taken. Returns the delivery's id."""
    require_admin(work.actor)
    account = sms_account(work.session, account_id)
    if account is None:
        raise not_found()
    member = work.session.get(Member, work.actor.member_id)
    number = international(member.phone, account.country) if member else None
    if number is None:
        raise Problem("invalid", _("Enter your phone number in your profile first: the test goes there."))
    text = gettext("This SMS was sent to see whether “%(name)s” works. It does.") % {"name": account.name}
    content = sms_content(sms_text(account, text), account.usual_sender, once=True)
    outgoing = Outgoing("sms", number, content, account.id, account.name)
    delivery_id = post(work, outgoing, member_id=work.actor.member_id)
    work.happened("sms_account.tried", "sms_account", account.id, label=account.name)
    return delivery_id


def _written(account: SmsAccount, raw: Mapping[str, Any]) -> tuple[str, str, str]:
    """All that is wrong is said at once."""
    faults: dict[str, Text] = {}
    recipient = international(str(raw.get("recipient") or "")[:100], account.country)
    if recipient is None:
        faults["recipient"] = _("Enter a phone number with its country, such as +48 600 100 200.")
    sender = str(raw.get("sender") or "") or account.usual_sender
    if sender and sender not in account.senders:
        faults["sender"] = _("Choose one from the list.")
    text = ""
    try:
        text = sms_text(account, text_in(raw.get("text"), TEXT_LIMIT, lines=True))
        if fault := text_fault(text):
            faults["text"] = fault
    except ValueFault as fault_found:
        faults["text"] = fault_found.text
    if faults or recipient is None:
        raise Invalid(faults)
    return recipient, sender, text
