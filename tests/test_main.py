"""What the application opens it closes."""

from fastapi.testclient import TestClient

from stepmark.main import create_app, furnish
from stepmark.platform.db import Database
from tests.cast import Cast
from tests.support.web import running_app


def test_a_database_of_its_own_is_closed_at_the_end(cast: Cast) -> None:
    app = create_app(cast.database.settings)
    with TestClient(app):
        own: Database = app.state.database
        with own.reading(cast.anna.workspace_id):
            pass
        pool = own.engine.pool
    assert own.engine.pool is not pool


def test_a_database_that_was_lent_is_left_open(cast: Cast) -> None:
    pool = cast.database.engine.pool
    with running_app(cast.database):
        pass
    assert cast.database.engine.pool is pool


def test_what_was_lent_once_is_not_taken_for_lent_again(cast: Cast) -> None:
    app = create_app(cast.database.settings)
    furnish(app, cast.database.settings, cast.database)
    furnish(app, cast.database.settings)
    with TestClient(app):
        pool = app.state.database.engine.pool
    assert app.state.database.engine.pool is not pool
