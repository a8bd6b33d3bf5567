"""Companies and contacts found by their phones and e-mails."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.points import Point
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.rights import Actor
from stepmark.queries.visible import live


def clients_reached_by(session: Session, actor: Actor, kind: Kind, points: Sequence[Point]) -> list[int]:
    """The ids of those that the actor sees with one of these phones and e-mails, the oldest first."""
    if not points:
        return []
    having = select(ContactPoint.record_id).where(ContactPoint.kind == kind.name, or_(*map(_is, points)))
    query = select(kind.model.id).where(kind.model.id.in_(having), live(kind, actor))
    return list(session.scalars(query.order_by(kind.model.id)))


def _is(point: Point) -> ColumnElement[bool]:
    # Looked up in the index, which holds the first hundred letters.
    start = func.substr(ContactPoint.folded, literal_column("1"), literal_column("100"))
    return and_(ContactPoint.type == point.type, start == point.folded[:100], ContactPoint.folded == point.folded)
