"""Records found by what people type of their names: for lookups and the search."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.domain.rights import Actor
from stepmark.queries.named import folded_name, is_named
from stepmark.queries.search import search_kind
from stepmark.queries.visible import active, live


def suggestions(session: Session, actor: Actor, kind: Kind, text: str, limit: int = 10) -> Sequence[Any]:
    """Records to choose from, found as the search finds them; while nothing is typed, the first by name."""
    if text.strip():
        found = search_kind(session, actor, kind, text, 2 * limit)
        return [record for record in found if record.is_offered][:limit]
    query = select(kind.model).where(active(kind, actor), kind.model.offered())
    return session.scalars(query.order_by(folded_name(kind.model), kind.model.id).limit(limit)).all()


def named_exactly(session: Session, actor: Actor, kind: Kind, text: str) -> int | None:
    """The id of the one record with this name; None if there is none, or several."""
    found = session.scalars(select(kind.model.id).where(live(kind, actor), is_named(kind, text)).limit(2)).all()
    return found[0] if len(found) == 1 else None
