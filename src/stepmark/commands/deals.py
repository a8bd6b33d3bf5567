"""Deals and leads: created into a stage, changed, deleted and restored."""

from collections.abc import Mapping
from typing import Any

from stepmark.catalogue.kinds import DEAL, Kind, kind_of_record
from stepmark.commands.access import record_to_delete, record_to_edit
from stepmark.commands.amounts import currency_in, set_currency, with_currency
from stepmark.commands.checklist import fields_changed, filled_at_creation
from stepmark.commands.deal_moves import enter_stage, set_status, write_status
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
from stepmark.domain.deals import DealStatus, Sale
from stepmark.domain.ticks import StageVisit
from stepmark.platform.clock import now

NOT_FIELDS = {
    "process_id", "stage_id", "status", "close_reason", "override_reason", "currency", "contact_ids", "co_executor_ids",
}  # fmt: skip


def create_deal(work: Work, raw: Mapping[str, Any], kind: Kind = DEAL, *, lead_id: int | None = None) -> int:
    """A deal, or a lead, in the first stage of the first process unless `process_id` or `stage_id` say otherwise.

    `lead_id` is the lead that the deal comes of. Returns its id. Its filled fields tick their steps at once (I2).
    """
    raw, past = past_dates(work, raw)
    stage = stage_for(work, kind, raw)
    currency = currency_in(raw) or work.actor.currency
    fields = with_currency(kind, _fields(raw), currency)
    values = parsed(work, kind, fields, new=True, usual={"responsible_id": work.actor.member_id})
    model: Any = kind.model
    deal = model(process_id=stage.process_id, stage_id=stage.id, currency=currency, rank=-now().timestamp())
    write_status(deal, raw.get("status") or DealStatus.OPEN, raw.get("close_reason"), past.closed_at)
    if past.created_at is not None:
        deal.created_at = past.created_at
    if lead_id is not None:
        values["lead_id"] = lead_id
    changes = insert(work, kind, deal, values)
    work.session.add(_first_visit(work, deal))
    set_people(work, deal, raw)
    filled_at_creation(work, deal, changes)
    return int(deal.id)


def update_deal(
    work: Work,
    deal_id: int,
    raw: Mapping[str, Any],
    kind: Kind = DEAL,
    *,
    version: int | None = None,
    strict: bool = False,
) -> None:
    """Change a deal's fields, then move or close it if the values say so, all or nothing.

    `version` is the one the user saw: with `strict` it must be the newest (If-Match), else only clashing fields refuse.
    """
    deal: Any = record_to_edit(work, kind.model, deal_id)
    if strict:
        require_version(deal, version)
    seen = None if strict else version
    currency = currency_in(raw) or deal.currency
    values = parsed(work, kind, with_currency(kind, _fields(raw), currency, deal), new=False)
    meant = unseen_merged(work, kind, deal, values, seen)
    besides = without_unseen(work, deal, raw, seen)
    changes = update(work, kind, deal, meant, deal.id)
    set_currency(work, kind, deal, currency)
    set_people(work, deal, besides)
    fields_changed(work, deal, changes)
    _place(work, deal, besides)


def delete_deal(work: Work, deal_id: int, kind: Kind = DEAL) -> None:
    """Put a deal into the recycle bin."""
    deal = record_to_delete(work, kind.model, deal_id)
    mark_deleted(work, kind, deal, deal.id)


def restore_deal(work: Work, deal_id: int, kind: Kind = DEAL) -> None:
    """Take a deal out of the bin, with its checklist, which went on following its fields and tasks meanwhile."""
    deal: Any = record_to_delete(work, kind.model, deal_id, deleted=True)
    live_stage(work, kind, deal.stage_id)
    mark_restored(work, kind, deal, deal.id)


def _first_visit(work: Work, deal: Sale) -> StageVisit:
    visit = StageVisit(deal_id=deal.id, stage_id=deal.stage_id, entered_by=work.author.member_id)
    visit.entered_at = deal.created_at
    return visit


def _place(work: Work, deal: Sale, raw: Mapping[str, Any]) -> None:
    kind, override = kind_of_record(deal), raw.get("override_reason") or ""
    stage_id, process_id = id_in(raw, "stage_id"), id_in(raw, "process_id")
    if stage_id is not None:
        enter_stage(work, deal, live_stage(work, kind, stage_id), override)
    elif process_id not in (None, deal.process_id):
        enter_stage(work, deal, first_stage(work, kind, process_id), override)
    if raw.get("status") is not None or raw.get("close_reason"):
        set_status(work, deal, raw.get("status") or deal.status, raw.get("close_reason") or "", override)


def _fields(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key not in NOT_FIELDS}
