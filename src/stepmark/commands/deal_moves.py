"""Moving a deal between stages, and closing it. Required steps hold it back (I13)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, select
from sqlalchemy import update as bulk_update

from stepmark.catalogue.kinds import kind_of_record
from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.commands.access import record_to_edit
from stepmark.commands.bulk import spread_ranks
from stepmark.commands.checklist import follow_fields
from stepmark.commands.stages import live_stage
from stepmark.commands.work import Changes, Work
from stepmark.domain.deals import DealStatus, Sale
from stepmark.domain.people import Role
from stepmark.domain.processes import Stage, Step
from stepmark.domain.ticks import StageVisit, Tick
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _, gettext, speaking
from stepmark.queries.checklist import bindings_on

REASON_LIMIT = 300
_LEAST_GAP = 1e-5
OVERRIDE_LIMIT = 1_000


class Override(NamedTuple):
    """The required steps that a manager left open and why, or that a stage trigger has skipped."""

    reason: str
    steps: Sequence[Step]
    skipped: bool = False

    @property
    def changes(self) -> Changes:
        """What an event says of it; nothing where nothing was left open."""
        if not self.steps:
            return {}
        names = [step.name for step in self.steps]
        skipped = {"skipped": True} if self.skipped else {}
        return {"override": (None, {"reason": self.reason, "steps": names, **skipped})}


NOTHING_LEFT = Override("", ())


def move_deal(work: Work, deal_id: int, stage_id: int, below_id: int | None = None, override_reason: str = "") -> int:
    """Move an open deal to a stage, directly below another card of its column or on top of it. Returns where it was.

    Leaving a stage forwards with a required step open is refused with the list (`steps-open`), unless a manager gives
    a reason, which is kept (I13).
    """
    deal = deal_to_edit(work, deal_id)
    left_id = deal.stage_id
    enter_stage(work, deal, live_stage(work, kind_of_record(deal), stage_id), override_reason)
    work.session.flush()
    deal.rank = _rank(work, deal, below_id)
    return left_id


def pull_deal(work: Work, deal_id: int, stage_id: int, by: str) -> None:
    """Bring an open deal to a stage, as the stage trigger called `by` does, on top of the column.

    Required steps don't hold it back: they stay open and are kept as skipped (I13).
    """
    deal = deal_to_edit(work, deal_id)
    with speaking(work.actor.locale):
        reason = gettext("Stage trigger “%(name)s”") % {"name": by}
    enter_stage(work, deal, live_stage(work, kind_of_record(deal), stage_id), reason, skips=True)
    work.session.flush()
    deal.rank = _rank(work, deal, None)


def close_deal(work: Work, deal_id: int, status: str, reason: str = "", override_reason: str = "") -> None:
    """Win or lose an open deal, or reopen a closed one (`open`). Winning asks for required steps as moving does."""
    set_status(work, deal_to_edit(work, deal_id), status, reason, override_reason)


def deal_to_edit(work: Work, deal_id: int) -> Sale:
    """A live deal, locked, that the actor may edit."""
    return record_to_edit(work, Sale, deal_id)


def required_open_steps(work: Work, deal: Sale, target: int | None) -> list[Step]:
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


def enter_stage(work: Work, deal: Sale, stage: Stage, override_reason: str = "", *, skips: bool = False) -> None:
    """Let an open deal leave its stage for another one, of its own process or of another.

    With `skips` open required steps are skipped, whoever acts.
    """
    if stage.id == deal.stage_id:
        return
    if not deal.is_open:
        raise Problem("invalid", _("This deal is closed. Reopen it to move it."), field="stage_id")
    changes: dict[str, tuple[Any, Any]] = {"stage_id": (deal.stage_id, stage.id)}
    if stage.process_id == deal.process_id:
        override = _pass_required(work, deal, stage.position, override_reason, skips=skips)
    else:
        override = NOTHING_LEFT
        changes["process_id"] = (deal.process_id, stage.process_id)
    _leave_stage(work, deal, override)
    deal.process_id, deal.stage_id = stage.process_id, stage.id
    deal.touch()
    work.session.add(StageVisit(deal_id=deal.id, stage_id=stage.id, entered_by=work.author.member_id))
    work.happened_to("moved", deal.kind, deal, {**changes, **override.changes}, deal.id)
    work.session.flush()
    if "process_id" in changes:
        follow_fields(work, deal, [bound for bound in bindings_on(work.session, deal, lock=True) if bound.filled])


def set_status(
    work: Work,
    deal: Sale,
    status: str,
    reason: str = "",
    override_reason: str = "",
    closed_at: datetime | None = None,
) -> None:
    """Win, lose or reopen a deal that is locked already; closed now unless said otherwise.

    One that is closed so already takes the reason alone, if one is given.
    """
    before = _closing(deal)
    if status == deal.status:
        if reason:
            set_close_reason(work, deal, reason)
        return
    override = _pass_required(work, deal, None, override_reason) if status == DealStatus.WON else NOTHING_LEFT
    write_status(deal, status, reason, closed_at)
    _note_override(work, deal, override)
    deal.touch()
    verb = {"won": "won", "lost": "lost"}.get(status, "reopened")
    after = _closing(deal)
    changes: dict[str, tuple[Any, Any]] = {key: (before[key], after[key]) for key in after}
    work.happened_to(verb, deal.kind, deal, {**changes, **override.changes}, deal.id)


def set_close_reason(work: Work, deal: Sale, reason: str) -> None:
    """Say anew why a closed deal that is locked already was won or lost; of an open one there is nothing to say."""
    before, after = deal.close_reason, _reason("close_reason", reason, REASON_LIMIT) or None
    if deal.is_open or after == before:
        return
    deal.close_reason = after
    deal.touch()
    work.happened_to("updated", deal.kind, deal, {"close_reason": (before, after)}, deal.id)


def write_status(deal: Sale, status: Any, reason: Any = "", closed_at: datetime | None = None) -> None:
    """Set the status, and with it when (now unless said otherwise) and why the deal was closed."""
    if status not in list(DealStatus):
        raise Invalid({"status": _("It is open, won or lost.")})
    text = _reason("close_reason", reason, REASON_LIMIT)
    is_open = status == DealStatus.OPEN
    deal.status = str(status)
    deal.closed_at = None if is_open else closed_at or now()
    deal.close_reason = None if is_open else text or None


def _closing(deal: Sale) -> dict[str, Any]:
    closed_at = deal.closed_at.isoformat() if deal.closed_at else None
    return {"status": deal.status, "close_reason": deal.close_reason, "closed_at": closed_at}


def _reason(key: str, raw: Any, limit: int) -> str:
    try:
        return text_in(raw or "", limit)
    except ValueFault as fault:
        raise Invalid({key: fault.text}) from None


def _pass_required(
    work: Work, deal: Sale, target: int | None, override_reason: str, *, skips: bool = False
) -> Override:
    """The open required steps that are left behind with a manager's reason; refused without. Target None is winning."""
    reason = _reason("override_reason", override_reason, OVERRIDE_LIMIT)
    open_steps = required_open_steps(work, deal, target)
    if not open_steps:
        return NOTHING_LEFT
    if skips:
        return Override(reason, open_steps, skipped=True)
    may_override = work.actor.role.rank >= Role.MANAGER.rank
    if may_override and reason:
        return Override(reason, open_steps)
    names = ", ".join(step.name for step in open_steps)
    text = _("These required steps are still open: %(steps)s. Tick them first.", steps=names)
    listed = [{"id": step.id, "name": step.name} for step in open_steps]
    raise Problem("steps-open", text, field="stage_id", steps=listed, may_override=may_override)


def _leave_stage(work: Work, deal: Sale, override: Override) -> None:
    _note_override(work, deal, override)
    leaving = bulk_update(StageVisit).where(StageVisit.deal_id == deal.id, StageVisit.left_at.is_(None))
    work.session.execute(leaving.values(left_at=now(), left_by=work.author.member_id))


def _note_override(work: Work, deal: Sale, override: Override) -> None:
    if not override.steps:
        return
    standing = select(StageVisit).where(StageVisit.deal_id == deal.id, StageVisit.left_at.is_(None))
    for visit in work.session.scalars(standing):
        visit.override_reason = override.reason
        visit.overridden_steps = [step.id for step in override.steps]
    work.session.flush()


def _rank(work: Work, deal: Sale, below_id: int | None) -> float:
    """The place directly below another card, or on top of the column; the column is spread where there is no room."""
    standing = (Sale.stage_id == deal.stage_id, Sale.status == DealStatus.OPEN, Sale.deleted_at.is_(None))
    column = select(Sale.rank).where(*standing, Sale.id != deal.id)
    above = work.session.scalar(column.where(Sale.id == below_id)) if below_id is not None else None
    if above is None:
        top = work.session.scalar(column.order_by(Sale.rank).limit(1))
        return -now().timestamp() if top is None else min(top - 1, -now().timestamp())
    below = work.session.scalar(column.where(Sale.rank > above).order_by(Sale.rank).limit(1))
    if below is None:
        return above + 1
    if below - above > _LEAST_GAP:
        return (above + below) / 2
    spread_ranks(work, deal.stage_id)
    return _rank(work, deal, below_id)
