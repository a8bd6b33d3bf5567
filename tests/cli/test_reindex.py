"""Making the search's words anew from the command line."""

from sqlalchemy import delete, select

from stepmark.domain.search import SearchTerm
from stepmark.queries.search import search
from tests.cast import Cast
from tests.support.commands import stepmark


def test_reindexing_brings_back_what_was_lost_in_every_workspace(cast: Cast) -> None:
    cast.company("Novum")
    with cast.database.writing(cast.anna.workspace_id) as session:
        before = set(session.scalars(select(SearchTerm.term)))
        session.execute(delete(SearchTerm).where(SearchTerm.kind == "company"))
        session.commit()
    ended = stepmark(cast.database.settings, "reindex")
    assert (ended.returncode, ended.stdout) == (0, "")
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert set(session.scalars(select(SearchTerm.term))) == before == {"novum"}
        assert search(session, cast.anna, "novmu").found
