"""Records that a browser remembers by their places only: what they are called now, for those who may see them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.domain.rights import Actor
from stepmark.queries.visible import active


def recent_records(session: Session, actor: Actor, places: Sequence[tuple[Kind, int]]) -> list[tuple[Kind, Any]]:
    """Those that are there and visible, in the order given."""
    ids: dict[str, set[int]] = defaultdict(set)
    for kind, record_id in places:
        ids[kind.name].add(record_id)
    found: dict[tuple[str, int], Any] = {}
    for name, wanted in ids.items():
        model = KINDS[name].model
        for record in session.scalars(select(model).where(model.id.in_(wanted), active(KINDS[name], actor))):
            found[name, record.id] = record
    return [(kind, found[kind.name, row_id]) for kind, row_id in places if (kind.name, row_id) in found]
