"""An import that is killed in mid-file goes on where its last chunk was saved, with no row twice and none lost."""

import subprocess
import time
from pathlib import Path

from sqlalchemy import func, select

from stepmark.domain.companies import Company
from stepmark.domain.imports import ImportRun, ImportState
from tests.cast import Cast
from tests.support.commands import command_line, stepmark

ROWS = 600
PATIENCE = 60


def test_a_killed_import_is_taken_up_where_it_was_left(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "companies.csv"
    file.write_text("name,website\n" + "".join(f"Company {at},no address {at}\n" for at in range(ROWS)))
    arguments = ["import", "companies", str(file), "--workspace", "Baltic Sales"]
    program, environment = command_line(cast.database.settings)
    running = subprocess.Popen([*program, *arguments], env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_for_rows(cast, running)
    finally:
        running.kill()
        running.wait()
    left = _run(cast)
    assert left.state == ImportState.ROWS
    rows_done, companies = _saved_together(cast)
    assert 0 < rows_done == companies < ROWS

    resumed = stepmark(cast.database.settings, *arguments)
    assert resumed.returncode == 0, resumed.stderr
    done = _run(cast)
    assert (done.id, done.state) == (left.id, ImportState.DONE)
    assert (done.added, done.with_faults, _companies(cast)) == (ROWS, ROWS, ROWS)

    repeated = stepmark(cast.database.settings, *arguments)
    assert (repeated.returncode, repeated.stderr.count("already")) == (1, 1)


def _wait_for_rows(cast: Cast, running: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and running.poll() is None:
        if _companies(cast):
            return
        time.sleep(0.01)
    raise AssertionError("the import saved nothing before it ended")


def _saved_together(cast: Cast) -> tuple[int, int]:
    count = select(func.count()).select_from(Company).scalar_subquery()
    with cast.database.reading(cast.anna.workspace_id) as session:
        rows_done, companies = session.execute(select(ImportRun.rows_done, count)).one()
    return int(rows_done), int(companies)


def _companies(cast: Cast) -> int:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.scalar(select(func.count()).select_from(Company)) or 0


def _run(cast: Cast) -> ImportRun:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.scalars(select(ImportRun)).one()
