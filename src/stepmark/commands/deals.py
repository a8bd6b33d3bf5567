"""Deals: created into a stage, changed, deleted and restored."""

from collections.abc import Mapping
from typing import Any

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.access import record_to_delete
from stepmark.commands.amounts import currency_in, set_currency, with_currency
from stepmark.commands.checklist import fields_changed, filled_at_creation
from stepmark.commands.deal_moves import deal_to_edit, enter_stage, set_status, write_status
from stepmark.commands.past_dates import past_dates
from stepmark.commands.people import set_people
from stepmark.commands.record_rows import (
    insert,
    mark_deleted,
    mark_restored,
    parsed,
    require_version,
    unseen_merged,
    update,
)
from stepmark.commands.stages import first_stage, id_in, live_stage, stage_for
from stepmark.commands.unseen import without_unseen
from stepmark.commands.work import Work
from stepmark.domain.deals import Deal, DealStatus
from stepmark.domain.ticks import StageVisit
from stepmark.platform.clock import now

NOT_FIELDS = {
    "process_id", "stage_id", "status", "close_reason", "override_reason", "currency", "contact_ids", "co_executor_ids",
}  # fmt: skip


def create_deal(work: Work, raw: Mapping[str, Any]) -> int:
    """A deal in the first stage of the first process unless `process_id` or `stage_id` say otherwise. Returns its id.

    Its filled fields tick their steps at once (I2).
    """
    raw, past = past_dates(work, raw)
    stage = stage_for(work, raw)
    currency = currency_in(raw) or work.actor.currency
    fields = with_currency(DEAL, _fields(raw), currency)
    values = parsed(work, DEAL, fields, new=True, usual={"responsible_id": work.actor.member_id})
    deal = Deal(process_id=stage.process_id, stage_id=stage.id, currency=currency, rank=-now().timestamp())
    write_status(deal, raw.get("status") or DealStatus.OPEN, raw.get("close_reason"), past.closed_at)
    if past.created_at is not None:
        deal.created_at = past.created_at
    changes = insert(work, DEAL, deal, values)
    work.session.add(_first_visit(work, deal))
    set_people(work, deal, raw)
    filled_at_creation(work, deal, changes)
    return deal.id


def update_deal(
    work: Work, deal_id: int, raw: Mapping[str, Any], *, version: int | None = None, strict: bool = False
) -> None:
    """Change a deal's fields, then move or close it if the values say so, all or nothing.

    `version` is the one the user saw: with `strict` it must be the newest (If-Match), else only clashing fields refuse.
    """
    deal = deal_to_edit(work, deal_id)
    if strict:
        require_version(deal, version)
    seen = None if strict else version
    currency = currency_in(raw) or deal.currency
    values = parsed(work, DEAL, with_currency(DEAL, _fields(raw), currency, deal), new=False)
    meant = unseen_merged(work, DEAL, deal, values, seen)
    besides = without_unseen(work, deal, raw, seen)
    changes = update(work, DEAL, deal, meant, deal.id)
    set_currency(work, DEAL, deal, currency)
    set_people(work, deal, besides)
    fields_changed(work, deal, changes)
    _place(work, deal, besides)


def delete_deal(work: Work, deal_id: int) -> None:
    """Put a deal into the recycle bin."""
    deal = record_to_delete(work, Deal, deal_id)
    mark_deleted(work, DEAL, deal, deal.id)


def restore_deal(work: Work, deal_id: int) -> None:
    """Take a deal out of the bin, with its checklist, which went on following its fields and tasks meanwhile."""
    deal = record_to_delete(work, Deal, deal_id, deleted=True)
    live_stage(work, deal.stage_id)
    mark_restored(work, DEAL, deal, deal.id)


def _first_visit(work: Work, deal: Deal) -> StageVisit:
    visit = StageVisit(deal_id=deal.id, stage_id=deal.stage_id, entered_by=work.author.member_id)
    visit.entered_at = deal.created_at
    return visit


def _place(work: Work, deal: Deal, raw: Mapping[str, Any]) -> None:
    override = raw.get("override_reason") or ""
    stage_id, process_id = id_in(raw, "stage_id"), id_in(raw, "process_id")
    if stage_id is not None:
        enter_stage(work, deal, live_stage(work, stage_id), override)
    elif process_id not in (None, deal.process_id):
        enter_stage(work, deal, first_stage(work, process_id), override)
    if raw.get("status") is not None or raw.get("close_reason"):
        set_status(work, deal, raw.get("status") or deal.status, raw.get("close_reason") or "", override)


def _fields(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key not in NOT_FIELDS}
