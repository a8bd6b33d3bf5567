"""What became of payment links: paid by transfer as a member says, or as a provider tells, perhaps twice or late."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import locked
from stepmark.commands.notices import tell
from stepmark.commands.payment_links import link_to_change, told
from stepmark.commands.payments import day_of_payment, mark_paid
from stepmark.commands.work import Work
from stepmark.domain.deals import Sale
from stepmark.domain.payment_links import TRANSFER, LinkState, PaymentEvent, PaymentLink
from stepmark.domain.people import Member, Role
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import now, today
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Lazy, Text, _

PAID, FAILED, ENDED, REFUNDED = "paid", "failed", "ended", "refunded"


@dataclass(frozen=True)
class Told:
    """What a provider says of a payment: `what` is one of PAID, FAILED, ENDED and REFUNDED.

    `reference` is the hash of the link's token. Of a refund the amount is all that went back so far. `payment_id` is
    the provider's name of the payment, or of the session that has ended.
    """

    provider: str
    event_id: str
    name: str
    what: str
    reference: str
    amount_minor: int | None = None
    currency: str = ""
    payment_id: str = ""


def note_transfer(work: Work, link_id: int, paid_on: Any = None) -> None:
    """A member has seen the money of an open link on the account, as of today unless said otherwise."""
    link = link_to_change(work, link_id)
    if link.is_paid:
        return
    if link.state != LinkState.OPEN:
        raise Problem("conflict", _("This link is over. Mark the payment where it belongs, or make a new link."))
    link.paid_on = day_of_payment(work, paid_on)
    _settle(work, link, TRANSFER)


def keep_checkout(work: Work, link_id: int, checkout: Mapping[str, Any]) -> None:
    """Remember a page that a provider has opened for a link, so that whoever comes back is led to the same one."""
    link = locked(work, PaymentLink, link_id)
    link.checkout = dict(checkout)
    link.checkouts += 1


def tell_trouble(work: Work, link_id: int, reason: Text) -> None:
    """A provider does not let clients pay: whoever can mend that is told."""
    link = locked(work, PaymentLink, link_id)
    message = _("“%(what)s” can't be paid by card: %(reason)s", what=link.title, reason=reason)
    for member_id in _administrators(work):
        tell(work, member_id, message, link.kind, link.record_id)


def note_told(work: Work, note: Told) -> str:
    """Keep what a provider has told, once, and do what follows. Returns what became of it.

    A payment that does not fit its link, which is of another amount or over, is kept and told to people.
    """
    seen = select(PaymentEvent.verdict).where(
        PaymentEvent.provider == note.provider, PaymentEvent.event_id == note.event_id
    )
    if (verdict := work.session.scalar(seen)) is not None:
        return verdict
    query = select(PaymentLink).where(PaymentLink.token_hash == note.reference).with_for_update()
    link = work.session.scalars(query).one_or_none()
    if link is None:
        return "unknown"
    event = PaymentEvent(
        provider=note.provider,
        event_id=note.event_id,
        link_id=link.id,
        name=note.name,
        verdict="",
        amount_minor=note.amount_minor,
        currency=note.currency,
    )
    event.verdict = _DOINGS[note.what](work, link, note)
    work.session.add(event)
    return event.verdict


def _paid(work: Work, link: PaymentLink, note: Told) -> str:
    if note.payment_id and link.payment_id == note.payment_id:
        return "known"
    money = {"payment_minor": note.amount_minor, "payment_currency": note.currency}
    if (note.amount_minor, note.currency) != (link.amount_minor, link.currency):
        return _noted(work, link, "misfit", _("Another amount than asked for was paid for “%(what)s”."), **money)
    if link.is_paid:
        return _noted(work, link, "twice", _("“%(what)s” was paid twice. Give one payment back."), **money)
    if link.state != LinkState.OPEN:
        link.payment_id = link.payment_id or note.payment_id
        return _noted(work, link, "late", _("“%(what)s” was paid through a link that is over. See to it."), **money)
    link.payment_id, link.paid_on = note.payment_id, _today(work)
    _settle(work, link, note.provider)
    _refund_if_told(work, link)
    return "paid"


def _failed(work: Work, link: PaymentLink, _note: Told) -> str:
    if not link.is_paid:
        link.checkout = None
        _noted(work, link, "failed", _("A payment of “%(what)s” has failed."))
    return "failed"


def _ended(_work: Work, link: PaymentLink, note: Told) -> str:
    if link.checkout is not None and link.checkout.get("id") == note.payment_id:
        link.checkout = None
    return "ended"


def _refunded(work: Work, link: PaymentLink, note: Told) -> str:
    amount = note.amount_minor or 0
    if note.currency != link.currency or amount <= link.refunded_minor:
        return "known"
    link.refunded_minor = amount
    if not link.is_paid and link.payment_id is None:
        # Providers keep no order: of its payment they tell later.
        return "early"
    _give_back(work, link)
    return "refunded"


_DOINGS = {PAID: _paid, FAILED: _failed, ENDED: _ended, REFUNDED: _refunded}


def _settle(work: Work, link: PaymentLink, provider: str) -> None:
    """The link is paid, and with it what it was made for."""
    link.state, link.reason, link.paid_via, link.ended_at, link.checkout = LinkState.PAID, None, provider, now(), None
    link.touch()
    kind = KINDS[link.kind]
    record: Any = work.session.get(kind.model, link.record_id)
    told(work, link, "paid", payment_via=provider)
    if record is None or record.is_deleted or record.is_archived:
        _tell(work, link, _("“%(what)s” was paid, but is in the bin or the archive."))
    elif kind.has_stages:
        work.happened_to("paid_by_link", kind.name, record, {}, record.id)
        _tell(work, link, _("“%(what)s” is paid."))
    elif not record.paid:
        mark_paid(work, kind, record.id, link.paid_on, by_link=True)


def _refund_if_told(work: Work, link: PaymentLink) -> None:
    if link.refunded_minor:
        _give_back(work, link)


def _give_back(work: Work, link: PaymentLink) -> None:
    if link.is_paid and link.refunded_minor >= link.amount_minor:
        link.state = LinkState.REFUNDED
    link.touch()
    told(work, link, "refunded", payment_minor=link.refunded_minor, payment_currency=link.currency)
    _tell(work, link, _("Money that was paid for “%(what)s” went back."))


def _noted(work: Work, link: PaymentLink, verb: str, text: Lazy, **changes: Any) -> str:
    link.touch()
    told(work, link, verb, **changes)
    _tell(work, link, text)
    return verb


def _tell(work: Work, link: PaymentLink, text: Lazy) -> None:
    """Whoever is responsible; administrators where nobody is."""
    message = _(text.message, what=link.title)
    for member_id in _responsible(work, link) or _administrators(work):
        if member_id != work.author.member_id:
            tell(work, member_id, message, link.kind, link.record_id)


def _responsible(work: Work, link: PaymentLink) -> list[int]:
    kind = KINDS[link.kind]
    record: Any = work.session.get(kind.model, link.record_id)
    deal_id = getattr(record, "deal_id", None)
    deal = work.session.get(Sale, deal_id) if deal_id else None
    found = (deal.responsible_id if deal else None) or getattr(record, "responsible_id", None)
    return [found] if found else []


def _administrators(work: Work) -> list[int]:
    query = select(Member.id).where(Member.role == Role.ADMINISTRATOR, Member.active.is_(True)).order_by(Member.id)
    return list(work.session.scalars(query))


def _today(work: Work) -> Any:
    return today(work.session.get_one(Workspace, work.actor.workspace_id).time_zone)
