"""Payment links: made for what a record comes to, ended when that changes, withdrawn by hand."""

from datetime import timedelta
from typing import Any

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.access import locked, not_found, record_to_edit
from stepmark.commands.work import Event, Work
from stepmark.domain.invoices import Invoice
from stepmark.domain.payment_links import LinkEnd, LinkState, PaymentLink, PaymentSettings
from stepmark.domain.rights import require
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.ids import new_token, token_hash
from stepmark.queries.field_access import lines_access
from stepmark.queries.payment_links import Frozen, can_be_paid, frozen_of, open_links, payment_settings

NO_WAY_TO_PAY = _("Nobody could pay yet: enter an account or Stripe's keys in the settings, under “Payments”.")
_MOVING = frozenset({"amount", "currency", "lines", "gross", "amount_from_lines", "status", "paid"})


def create_link(work: Work, kind: Kind, record_id: int, *, anew: bool = False) -> int:
    """A link for what the record comes to now. Returns its id.

    One that is open for the same stays the record's link, unless it is to be made `anew`; others are withdrawn.
    """
    if not kind.takes_payments:
        raise not_found()
    record: Any = record_to_edit(work, kind.model, record_id)
    require(lines_access(work.actor, kind).sees)
    _require_payable(kind, record)
    settings = payment_settings(work.session)
    if settings is None or not can_be_paid(settings):
        raise Problem("invalid", NO_WAY_TO_PAY)
    frozen = frozen_of(work.session, kind, record)
    if frozen.amount_minor <= 0:
        raise Problem(
            "invalid", _("“%(name)s” comes to nothing that could be paid. Fill in its amount.", name=record.label)
        )
    for link in open_links(work.session, [(kind.name, record_id)]):
        if not anew and _still_serves(link, frozen, settings):
            return link.id
        end_link(work, link, LinkState.WITHDRAWN)
    return _made(work, kind, record, frozen, settings)


def withdraw_link(work: Work, link_id: int) -> None:
    """Nobody can pay through it any more; one that has ended stays as it is."""
    link = link_to_change(work, link_id)
    if link.state_at(now()) == LinkState.OPEN:
        end_link(work, link, LinkState.WITHDRAWN)


def link_to_change(work: Work, link_id: int) -> PaymentLink:
    """A link, locked, of a record that the actor may edit and whose amount they see."""
    link = locked(work, PaymentLink, link_id)
    kind = KINDS[link.kind]
    record_to_edit(work, kind.model, link.record_id)
    require(lines_access(work.actor, kind).sees)
    return link


def follow(work: Work) -> None:
    """End the open links of records that this change has made to come to something else, or to nothing."""
    touched = {(event.kind, event.record_id) for event in work.events if _may_end(event)}
    if not touched:
        return
    for link in open_links(work.session, touched):
        if (reason := _why_over(work, link)) is not None:
            end_link(work, link, LinkState.EXPIRED, reason)


def end_link(work: Work, link: PaymentLink, state: LinkState, reason: LinkEnd | None = None) -> None:
    """Let a link be over."""
    link.state, link.reason, link.ended_at = state, reason, now()
    link.touch()
    told(work, link, str(state))


def told(work: Work, link: PaymentLink, verb: str, **changes: Any) -> None:
    """Tell of a link on its record's timeline, and on the deal's that the record belongs to."""
    kind = KINDS[link.kind]
    record: Any = work.session.get(kind.model, link.record_id)
    deal_id = link.record_id if kind.has_stages else getattr(record, "deal_id", None)
    pairs = {key: (None, value) for key, value in changes.items()}
    work.happened(f"payment_link.{verb}", link.kind, link.record_id, pairs, label=link.title[:300], deal_id=deal_id)


def _require_payable(kind: Kind, record: Any) -> None:
    if not kind.is_paid:
        return
    if isinstance(record, Invoice) and record.is_draft:
        raise Problem("conflict", _("“%(name)s” is a draft. Issue it first.", name=record.label))
    if record.paid:
        raise Problem("conflict", _("“%(name)s” is paid already.", name=record.label))
    if not record.is_due:
        raise Problem("conflict", _("“%(name)s” is cancelled, so it can't be paid.", name=record.label))


def _still_serves(link: PaymentLink, frozen: Frozen, settings: PaymentSettings) -> bool:
    """Whether a client who gets its address today has at least half of the usual time to pay."""
    is_fresh = link.expires_at > now() + timedelta(days=settings.link_days) / 2
    return is_fresh and link.token is not None and frozen.is_in(link) and link.payee == _payee(settings)


def _made(work: Work, kind: Kind, record: Any, frozen: Frozen, settings: PaymentSettings) -> int:
    token = new_token()
    link = PaymentLink(
        kind=kind.name,
        record_id=record.id,
        title=record.label[:400],
        amount_minor=frozen.amount_minor,
        currency=frozen.currency,
        lines=frozen.lines,
        payee=_payee(settings),
        due_on=frozen.due_on,
        token=token,
        token_hash=token_hash(token),
        expires_at=now() + timedelta(days=settings.link_days),
    )
    work.session.add(link)
    work.session.flush()
    told(work, link, "made", payment_link_id=link.id)
    return link.id


def _payee(settings: PaymentSettings) -> dict[str, Any]:
    keys = {"name": "payee_name", "address": "payee_address", "iban": "iban", "bic": "bic"}
    return {key: getattr(settings, name) for key, name in keys.items() if getattr(settings, name)}


def _may_end(event: Event) -> bool:
    kind = KINDS.get(event.kind)
    if kind is None or not kind.takes_payments:
        return False
    return event.name.endswith((".deleted", ".merged")) or not _MOVING.isdisjoint(event.changes)


def _why_over(work: Work, link: PaymentLink) -> LinkEnd | None:
    kind = KINDS[link.kind]
    record: Any = work.session.get(kind.model, link.record_id)
    if record is None or record.is_deleted or (kind.is_paid and not record.is_due):
        return LinkEnd.GONE
    if kind.is_paid and record.paid:
        return LinkEnd.PAID_OTHERWISE
    return None if frozen_of(work.session, kind, record).is_in(link) else LinkEnd.CHANGED
