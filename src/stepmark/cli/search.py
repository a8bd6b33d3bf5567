"""The search's words, made anew."""

from collections.abc import Iterator

from sqlalchemy import select

from stepmark.catalogue.kinds import KINDS
from stepmark.cli.house import House, administrator_of, opened, say
from stepmark.commands.search_rebuild import forget_words, index_chunk
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace


def reindex() -> None:
    """Make the search's words anew, in all workspaces. Serving may go on; searches find little until it has ended."""
    with opened() as house:
        for actor in _everywhere(house):
            while house.edge.run(actor, forget_words):
                pass
            for kind in KINDS.values():
                last: int | None = 0
                while last is not None:
                    last = house.edge.run(actor, index_chunk, kind, last)
    say("The search knows all records again.")


def _everywhere(house: House) -> Iterator[Actor]:
    with house.database.reading(None) as session:
        names = session.scalars(select(Workspace.name).order_by(Workspace.id)).all()
    return (administrator_of(house, name) for name in names)
