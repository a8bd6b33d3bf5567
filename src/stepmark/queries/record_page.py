"""Records page by page, for programs: by id, so that nothing is skipped or given twice while others write."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import DEAL, Kind
from stepmark.domain.deals import Sale
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.queries.visible import live, visible


def record_page(
    session: Session, kind: Kind, actor: Actor, condition: ColumnElement[bool], *, after: int, limit: int
) -> tuple[Sequence[Record], int | None]:
    """At most `limit` records that the actor sees beyond the id `after`, and the id to go on from if there are more."""
    model = kind.model
    query = select(model).where(live(kind, actor), condition, model.id > after).order_by(model.id).limit(limit + 1)
    found = session.scalars(query).all()
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def seen_record(session: Session, kind: Kind, actor: Actor, record_id: int) -> Record | None:
    """A live record, if the actor sees it."""
    return session.scalars(select(kind.model).where(kind.model.id == record_id, live(kind, actor))).one_or_none()


def kind_of_deal(session: Session, deal_id: int) -> str:
    """Whether what an event calls a deal is one, or a lead. Whoever has just changed it knows without a statement."""
    deal = session.get(Sale, deal_id)
    return deal.kind if deal is not None else DEAL.name


def is_seen(session: Session, kind: Kind, actor: Actor, record_id: int) -> bool:
    """Whether the actor sees a record, or saw it before it was deleted."""
    query = select(kind.model.id).where(kind.model.id == record_id, visible(kind.model, actor))
    return session.scalar(query) is not None
