"""All rows of a workspace, to see whether something changed them."""

from typing import Any

from sqlalchemy import select

from stepmark.domain.rights import Actor
from stepmark.platform.mapping import Base
from tests.cast import Cast


def rows_of(cast: Cast, actor: Actor) -> dict[str, list[Any]]:
    """Everything that a workspace holds."""
    found: dict[str, list[Any]] = {}
    with cast.database.reading(None) as session:
        for table in Base.metadata.sorted_tables:
            if "workspace_id" in table.c:
                query = select(table).where(table.c.workspace_id == actor.workspace_id)
                found[table.name] = sorted(map(repr, session.execute(query)))
    return found
