"""What deleting a stage means for the deals in it: they move on, each with its visit and its event."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy import update as bulk_update

from stepmark.commands.work import Work
from stepmark.domain.deals import Sale
from stepmark.domain.processes import Stage
from stepmark.domain.ticks import StageVisit
from stepmark.platform.clock import now

CHUNK = 500


def carry_over(work: Work, stage: Stage, target: Stage) -> None:
    """Move every deal of a stage, those in the recycle bin too, to another stage of the process, open steps or not."""
    here = select(Sale).where(Sale.stage_id == stage.id).order_by(Sale.id).limit(CHUNK).with_for_update()
    with work.caused_by(kind="process", stage=stage.name):
        while deals := work.session.scalars(here.execution_options(populate_existing=True)).all():
            _move(work, deals, target)


def _move(work: Work, deals: Sequence[Sale], target: Stage) -> None:
    _end_visits(work, deals)
    for deal in deals:
        before, deal.stage_id = deal.stage_id, target.id
        deal.touch()
        work.happened_to("moved", deal.kind, deal, {"stage_id": (before, target.id)}, deal.id)
        work.session.add(StageVisit(deal_id=deal.id, stage_id=target.id, entered_by=work.actor.member_id))
    work.session.flush()


def _end_visits(work: Work, deals: Sequence[Sale]) -> None:
    ids = [deal.id for deal in deals]
    standing = bulk_update(StageVisit).where(StageVisit.deal_id.in_(ids), StageVisit.left_at.is_(None))
    work.session.execute(standing.values(left_at=now(), left_by=work.actor.member_id))
