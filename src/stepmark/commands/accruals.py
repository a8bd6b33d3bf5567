"""Accruals: booked by hand or by a rule, and reversed."""

from typing import NamedTuple

from sqlalchemy import select

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.access import record_to_edit
from stepmark.commands.record_rows import insert, parsed, update
from stepmark.commands.work import Work
from stepmark.domain.accruals import BOOKED, REVERSED, Accrual
from stepmark.domain.record import Record
from stepmark.platform.clock import today
from stepmark.platform.money import Money

ACCRUAL = KINDS[Accrual.about.name]


class Origin(NamedTuple):
    """What an accrual stems from: a record, the rule that books it, its run, and what it is booked but once for."""

    kind: Kind
    record: Record
    rule_id: int
    run_id: int
    once: str


def book_accrual(work: Work, member_id: int, amount: Money, reason: str, origin: Origin) -> int | None:
    """Book a bonus for a member; None if the same is booked already. Returns its id."""
    before = select(Accrual).where(Accrual.once == origin.once).order_by(Accrual.turn)
    known = work.session.scalars(before).all()
    if any(each.is_booked and not each.is_deleted for each in known):
        return None
    day = today(work.actor.time_zone)
    raw = {"reason": reason, "responsible_id": member_id, "amount": amount, "day": day, "deal_id": _deal_of(origin)}
    accrual = Accrual(currency=amount.currency, source_kind=origin.kind.name, source_id=origin.record.id)
    accrual.rule_id, accrual.run_id, accrual.once = origin.rule_id, origin.run_id, origin.once
    accrual.turn = known[-1].turn + 1 if known else 0
    insert(work, ACCRUAL, accrual, parsed(work, ACCRUAL, raw, new=True))
    return accrual.id


def reverse_accrual(work: Work, accrual_id: int) -> None:
    """Take a bonus back, and keep it in the books; one that is reversed already stays so."""
    _set_status(work, accrual_id, REVERSED)


def book_again(work: Work, accrual_id: int) -> None:
    """Let a reversed bonus stand after all."""
    _set_status(work, accrual_id, BOOKED)


def _set_status(work: Work, accrual_id: int, status: str) -> None:
    accrual = record_to_edit(work, Accrual, accrual_id)
    update(work, ACCRUAL, accrual, {"status": status}, accrual.deal_id)


def _deal_of(origin: Origin) -> int | None:
    deal_id = origin.record.id if origin.kind.has_stages else getattr(origin.record, "deal_id", None)
    return deal_id if isinstance(deal_id, int) else None
