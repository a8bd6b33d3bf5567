"""Accruals of a deal that one should look at again."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS
from stepmark.domain.accruals import BOOKED, Accrual
from stepmark.domain.deals import Sale
from stepmark.domain.history import History
from stepmark.domain.rights import Actor
from stepmark.queries.visible import live


def outlived_accruals(session: Session, actor: Actor, deal: Sale) -> Sequence[Accrual]:
    """Those that stand though the deal was opened again since they were booked; none while the deal is closed."""
    if not deal.is_open:
        return ()
    reopened = exists().where(
        History.kind == deal.kind,
        History.record_id == deal.id,
        History.name == f"{deal.kind}.reopened",
        History.at >= Accrual.created_at,
    )
    query = select(Accrual).where(Accrual.deal_id == deal.id, Accrual.status == BOOKED, reopened)
    return session.scalars(query.where(live(KINDS[Accrual.about.name], actor)).order_by(Accrual.id)).all()
