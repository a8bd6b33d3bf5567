"""A server that is killed in mid-import goes on with it when it is started again, with no row twice and none lost."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from sqlalchemy import func, select

from stepmark.catalogue.kinds import COMPANY
from stepmark.commands.files import Upload
from stepmark.commands.import_drafts import begin_import, draft_import
from stepmark.domain.companies import Company
from stepmark.domain.imports import ImportRun, ImportState
from stepmark.importing.stored import stored_plan
from stepmark.web.uploads import file_store
from tests.cast import Cast
from tests.support.commands import command_line

pytestmark = (
    pytest.mark.sqlite_alone
)  # SQLite, whose one serving process takes up at once what it finds; elsewhere another one may still be at it

ROWS = 200
PATIENCE = 60


def test_a_killed_server_goes_on_where_its_import_stood(cast: Cast) -> None:
    _begin(cast)
    with _serving(cast) as server:
        _wait(server, lambda: _stand(cast)[0] > 0)
        server.kill()
    rows_done, companies, state = _stand(cast)
    assert (0 < rows_done == companies < ROWS, state) == (True, ImportState.ROWS)
    with _serving(cast) as server:
        _wait(server, lambda: _stand(cast)[2] == ImportState.DONE)
    assert _stand(cast) == (ROWS, ROWS, ImportState.DONE)


def _begin(cast: Cast) -> None:
    """The import as its pages begin it."""
    settings = cast.database.settings
    text = "name,website\n" + "".join(f"Company {at},no address {at}\n" for at in range(ROWS))
    kept = file_store(settings).keep(BytesIO(text.encode()))
    import_id = cast.run(draft_import, COMPANY, Upload("companies.csv", kept.sha256, kept.size), ROWS)
    with cast.database.reading(cast.anna.workspace_id) as session:
        run = session.get_one(ImportRun, import_id)
    cast.run(begin_import, import_id, stored_plan(cast.database, file_store(settings), cast.anna, run).file)


@contextmanager
def _serving(cast: Cast) -> Iterator["subprocess.Popen[bytes]"]:
    program, environment = command_line(cast.database.settings)
    silent = subprocess.DEVNULL
    server = subprocess.Popen([*program, "serve", "--port", "0"], env=environment, stdout=silent, stderr=silent)
    try:
        yield server
    finally:
        server.kill()
        server.wait()


def _wait(server: "subprocess.Popen[bytes]", has_come) -> None:  # type: ignore[no-untyped-def]  # a question
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        if has_come():
            return
        time.sleep(0.05)
    raise AssertionError("the server did not come so far")


def _stand(cast: Cast) -> tuple[int, int, str]:
    count = select(func.count()).select_from(Company).scalar_subquery()
    with cast.database.reading(cast.anna.workspace_id) as session:
        rows_done, companies, state = session.execute(select(ImportRun.rows_done, count, ImportRun.state)).one()
    return int(rows_done), int(companies), str(state)
