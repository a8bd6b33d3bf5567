"""Records found by what people type of their names: for lookups and the search."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.domain.rights import Actor
from stepmark.platform.text import fold
from stepmark.queries.search import search_kind
from stepmark.queries.visible import active, live


def folded_name(kind: Kind) -> Any:
    """The column in which the kind's names are compared."""
    return getattr(kind.model, f"{kind.title_key}_folded")


def name_contains(kind: Kind, text: str) -> ColumnElement[bool]:
    """Records whose name holds this text, whatever its letter case."""
    condition: ColumnElement[bool] = folded_name(kind).contains(fold(text.strip()), autoescape=True)
    return condition


def suggestions(session: Session, actor: Actor, kind: Kind, text: str, limit: int = 10) -> Sequence[Any]:
    """Records to choose from, found as the search finds them; while nothing is typed, the first by name."""
    if text.strip():
        found = search_kind(session, actor, kind, text, 2 * limit)
        return [record for record in found if record.is_offered][:limit]
    query = select(kind.model).where(active(kind, actor), kind.model.offered())
    return session.scalars(query.order_by(folded_name(kind), kind.model.id).limit(limit)).all()


def named_exactly(session: Session, actor: Actor, kind: Kind, text: str) -> int | None:
    """The id of the one record with this name; None if there is none, or several."""
    query = select(kind.model.id).where(live(kind, actor), folded_name(kind) == fold(text.strip())).limit(2)
    found = session.scalars(query).all()
    return found[0] if len(found) == 1 else None
