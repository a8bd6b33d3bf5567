"""Moving a deal between stages, and closing it. Required steps hold it back (I13)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy import update as bulk_update

from stepmark.catalogue.kinds import DEAL
from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.commands.access import record_to_edit
from stepmark.commands.checklist import follow_fields
from stepmark.commands.stages import live_stage
from stepmark.commands.work import Work
from stepmark.domain.deals import Deal, DealStatus
from stepmark.domain.people import Role
from stepmark.domain.processes import Stage, Step
from stepmark.domain.ticks import StageVisit, Tick
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.queries.checklist import bindings_on

REASON_LIMIT = 300


def move_deal(work: Work, deal_id: int, stage_id: int, before_id: int | None = None, override_reason: str = "") -> None:
    """Move an open deal to a stage, before another card of the board or on top of it.

    Leaving a stage forwards with a required step open is refused with the list (`steps-open`), unless a manager gives
    a reason, which is kept (I13).
    """
    deal = deal_to_edit(work, deal_id)
    enter_stage(work, deal, live_stage(work, stage_id), override_reason)
    deal.rank = _rank(work, deal, before_id)


def close_deal(work: Work, deal_id: int, status: str, reason: str = "", override_reason: str = "") -> None:
    """Win or lose an open deal, or reopen a closed one (`open`). Winning asks for required steps as moving does."""
    set_status(work, deal_to_edit(work, deal_id), status, reason, override_reason)


def deal_to_edit(work: Work, deal_id: int) -> Deal:
    """A live deal, locked, that the actor may edit."""
    deal = record_to_edit(work, DEAL, deal_id)
    assert isinstance(deal, Deal)
    return deal


def required_open_steps(work: Work, deal: Deal, target: int | None) -> list[Step]:
    """The required steps without a tick in the stages from the deal's own up to, not including, position `target`."""
    ticked = exists().where(Tick.deal_id == deal.id, Tick.step_id == Step.id, Tick.ended_at.is_(None))
    here = select(Stage.position).where(Stage.id == deal.stage_id).scalar_subquery()
    query = (
        select(Step)
        .join(Stage, and_(Stage.id == Step.stage_id, Stage.deleted_at.is_(None)))
        .where(Step.process_id == deal.process_id, Step.deleted_at.is_(None), Step.required.is_(True), ~ticked)
        .where(Stage.position >= here)
        .order_by(Stage.position, Step.position)
    )
    return list(work.session.scalars(query if target is None else query.where(Stage.position < target)))


def enter_stage(work: Work, deal: Deal, stage: Stage, override_reason: str = "") -> None:
    """Let an open deal leave its stage for another one, of its own process or of another."""
    if stage.id == deal.stage_id:
        return
    if not deal.is_open:
        raise Problem("invalid", _("This deal is closed. Reopen it to move it."), field="stage_id")
    if stage.process_id == deal.process_id:
        overridden = _pass_required(work, deal, stage.position, override_reason)
        changes = {"stage_id": (deal.stage_id, stage.id)}
    else:
        overridden = []
        changes = {"process_id": (deal.process_id, stage.process_id), "stage_id": (deal.stage_id, stage.id)}
    _leave_stage(work, deal, override_reason, overridden)
    deal.process_id, deal.stage_id = stage.process_id, stage.id
    deal.touch()
    work.session.add(StageVisit(deal_id=deal.id, stage_id=stage.id, entered_by=work.actor.member_id))
    work.happened_to("moved", "deal", deal, changes | _overridden(override_reason, overridden), deal.id)
    work.session.flush()
    if "process_id" in changes:
        follow_fields(work, deal, [bound for bound in bindings_on(work.session, deal, lock=True) if bound.filled])


def set_status(work: Work, deal: Deal, status: str, reason: str = "", override_reason: str = "") -> None:
    """Win, lose or reopen a deal that is locked already."""
    before = deal.status
    if status == before:
        return
    overridden = _pass_required(work, deal, None, override_reason) if status == DealStatus.WON else []
    write_status(deal, status, reason)
    if overridden:
        _note_override(work, deal, override_reason, overridden)
    deal.touch()
    verb = {"won": "won", "lost": "lost"}.get(status, "reopened")
    changes = {"status": (before, status), "close_reason": (None, deal.close_reason)}
    work.happened_to(verb, "deal", deal, changes | _overridden(override_reason, overridden), deal.id)


def write_status(deal: Deal, status: Any, reason: Any = "") -> None:
    """Set the status, and with it when and why the deal was closed."""
    if status not in list(DealStatus):
        raise Invalid({"status": _("A deal is open, won or lost.")})
    try:
        text = text_in(reason or "", REASON_LIMIT)
    except ValueFault as fault:
        raise Invalid({"close_reason": fault.text}) from None
    is_open = status == DealStatus.OPEN
    deal.status = str(status)
    deal.closed_at = None if is_open else now()
    deal.close_reason = None if is_open else text or None


def _pass_required(work: Work, deal: Deal, target: int | None, override_reason: str) -> Sequence[Step]:
    """The open required steps that are left behind with a manager's reason; refused without. Target None is winning."""
    open_steps = required_open_steps(work, deal, target)
    if not open_steps:
        return ()
    may_override = work.actor.role.rank >= Role.MANAGER.rank
    if may_override and override_reason.strip():
        return open_steps
    names = ", ".join(step.name for step in open_steps)
    text = _("These required steps are still open: %(steps)s. Tick them first.", steps=names)
    listed = [{"id": step.id, "name": step.name} for step in open_steps]
    raise Problem("steps-open", text, field="stage_id", steps=listed, may_override=may_override)


def _overridden(reason: str, steps: Sequence[Step]) -> dict[str, tuple[Any, Any]]:
    return {"override": (None, {"reason": reason[:1000], "steps": [step.name for step in steps]})} if steps else {}


def _leave_stage(work: Work, deal: Deal, override_reason: str, overridden: Sequence[Step]) -> None:
    if overridden:
        _note_override(work, deal, override_reason, overridden)
    leaving = bulk_update(StageVisit).where(StageVisit.deal_id == deal.id, StageVisit.left_at.is_(None))
    work.session.execute(leaving.values(left_at=now(), left_by=work.actor.member_id))


def _note_override(work: Work, deal: Deal, reason: str, steps: Sequence[Step]) -> None:
    standing = select(StageVisit).where(StageVisit.deal_id == deal.id, StageVisit.left_at.is_(None))
    for visit in work.session.scalars(standing):
        visit.override_reason = reason[:1000]
        visit.overridden_steps = [step.id for step in steps]
    work.session.flush()


def _rank(work: Work, deal: Deal, before_id: int | None) -> float:
    if before_id is None:
        return -now().timestamp()
    column = select(Deal.id, Deal.rank).where(Deal.stage_id == deal.stage_id, Deal.deleted_at.is_(None))
    other = work.session.get(Deal, before_id)
    if other is None or other.stage_id != deal.stage_id:
        return -now().timestamp()
    above = column.where(Deal.rank < other.rank, Deal.id != deal.id).order_by(Deal.rank.desc()).limit(1)
    row = work.session.execute(above).first()
    return (row.rank + other.rank) / 2 if row else other.rank - 1
