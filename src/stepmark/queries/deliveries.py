"""What was sent and what is to be: as its log, webhooks' pages and runs' pages list it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, defer

from stepmark.domain.deliveries import Delivery, DeliveryAttempt


@dataclass(frozen=True)
class DeliveryFilter:
    """Which deliveries are asked for; what is empty narrows nothing."""

    state: str = ""
    channel: str = ""
    via_id: int | None = None
    run_id: int | None = None
    rule_id: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter in SQL."""
        names = ("state", "channel", "via_id", "run_id", "rule_id")
        return [getattr(Delivery, name) == value for name in names if (value := getattr(self, name)) not in (None, "")]


def deliveries_page(
    session: Session, wanted: DeliveryFilter, *, before: int | None = None, limit: int = 50, whole: bool = False
) -> tuple[Sequence[Delivery], int | None]:
    """Deliveries, the newest first, and the id to go on from; without their contents unless `whole`."""
    query = select(Delivery).where(*wanted.conditions()).order_by(Delivery.id.desc()).limit(limit + 1)
    query = query if before is None else query.where(Delivery.id < before)
    if not whole:
        query = query.options(defer(Delivery.content, raiseload=True))
    found = session.scalars(query).all()
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def delivery_row(session: Session, delivery_id: int) -> Delivery | None:
    """One with all that is kept of it."""
    return session.get(Delivery, delivery_id)


def attempts_of(session: Session, delivery_id: int) -> Sequence[DeliveryAttempt]:
    """Every try, the first one first."""
    mine = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == delivery_id)
    return session.scalars(mine.order_by(DeliveryAttempt.id)).all()
