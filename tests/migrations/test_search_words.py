"""A database from before the search's words gets them for what it holds."""

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from stepmark.catalogue.kinds import COMPANY
from stepmark.commands.records import delete_record
from tests.architecture.sources import ROOT
from tests.cast import Cast

_TERMS = "select kind, record_id, term from search_term order by kind, record_id, term"
_SLIPS = 'select "left", word from search_slip order by "left", word'


def test_what_is_there_already_is_found_after_the_migration(cast: Cast) -> None:
    company = cast.company("Łódzkie Zakłady S.A.", phones=["+48 600 100 200"], website="zaklady.pl", address="Śląska 7")
    cast.contact("Юлия Щукина", company_id=company, emails=["yulia@example.com"])
    cast.deal(title="Roof")
    cast.run(delete_record, COMPANY, cast.company("Gone"))
    before = _words(cast)
    config = Config(ROOT / "alembic.ini")
    with cast.database.engine.execution_options(writing=True).connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("select set_config('stepmark.system', 'on', true)"))
        connection.execute(text("delete from search_term"))
        connection.execute(text("delete from search_slip"))
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        command.upgrade(config, "head")
    assert _words(cast) == before
    assert len(before[0]) > 20


def _words(cast: Cast) -> tuple[list[tuple[object, ...]], ...]:
    with cast.database.reading(None) as session:
        connection = session.connection()
        return tuple([tuple(row) for row in connection.execute(text(query))] for query in (_TERMS, _SLIPS))
