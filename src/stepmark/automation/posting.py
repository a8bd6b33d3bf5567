"""Leaving something to be sent: a row in the change's own transaction, which a worker takes up after the commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from stepmark.automation.context import ActionContext
from stepmark.commands.work import Work
from stepmark.domain.deliveries import Delivery, DeliveryState
from stepmark.platform.clock import now
from stepmark.platform.ids import new_token


@dataclass(frozen=True)
class Outgoing:
    """What is to be sent: see `domain.deliveries.Delivery` for each."""

    channel: str
    recipient: str
    content: Mapping[str, Any]
    via_id: int | None = None
    via_name: str = ""
    lane: str | None = None


def post_for_run(context: ActionContext, outgoing: Outgoing) -> int:
    """Leave it for the run, which waits for it. Returns the delivery's id."""
    run, record = context.run, context.record
    about = {"kind": context.kind.name, "record_id": record.id, "record_label": record.label[:300]}
    why = {"run_id": run.id, "place": context.place, "rule_id": run.rule_id, "rule_name": run.rule_name}
    return post(context.work, outgoing, **about, **why, member_id=context.by.member_id)


def post(work: Work, outgoing: Outgoing, **about: Any) -> int:
    """Leave it to be sent as soon as the change stands. Returns the delivery's id."""
    (delivery_id,) = post_all(work, [(outgoing, about)])
    return delivery_id


def post_all(work: Work, those: Sequence[tuple[Outgoing, Mapping[str, Any]]]) -> list[int]:
    """The same for several, each with what it is about, written together. Returns their ids."""
    deliveries = [_delivery(outgoing, about) for outgoing, about in those]
    work.session.add_all(deliveries)
    work.session.flush()
    work.has_departures |= bool(deliveries)
    return [each.id for each in deliveries]


def posted(work: Work, ids: Sequence[int]) -> list[Delivery]:
    """Deliveries as they stand."""
    query = select(Delivery).where(Delivery.id.in_(ids)).order_by(Delivery.id)
    return list(work.session.scalars(query.execution_options(populate_existing=True)))


def post_again(work: Work, delivery: Delivery) -> None:
    """Let a delivery that has ended go out once more, under its same key."""
    delivery.state, delivery.due_at, delivery.ended_at = DeliveryState.WAITING, now(), None
    delivery.failures, delivery.reason, delivery.leased_until = 0, None, None
    work.has_departures = True


def _delivery(outgoing: Outgoing, about: Mapping[str, Any]) -> Delivery:
    return Delivery(
        channel=outgoing.channel,
        via_id=outgoing.via_id,
        via_name=outgoing.via_name[:200],
        key=f"msg_{new_token()}",
        recipient=outgoing.recipient[:2_000],
        content=dict(outgoing.content),
        lane=outgoing.lane,
        due_at=now(),
        **about,
    )
