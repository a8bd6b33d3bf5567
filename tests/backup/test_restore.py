"""A backup holds everything, and either database takes it back as it was."""

import json
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from stepmark.backup.connections import snapshot
from stepmark.backup.manifest import NAME, table_name
from stepmark.backup.restore import restore
from stepmark.backup.rows import lines_of, tables
from stepmark.backup.save import save
from stepmark.catalogue.kinds import COMPANY, DEAL
from stepmark.commands.files import Upload, add_files
from stepmark.commands.notes import add_note
from stepmark.commands.records import create_record
from stepmark.commands.tasks import add_task_to_step
from stepmark.commands.ticks import tick_step
from stepmark.domain.companies import Company
from stepmark.platform.db import Database
from stepmark.platform.errors import Problem
from stepmark.platform.file_store import FileStore
from tests.cast import Cast, make_cast
from tests.support.databases import BACKENDS, Databases


@pytest.fixture
def full(cast: Cast) -> Cast:
    """A workspace with something of everything."""
    mother = cast.company("Żółw – „Mutter“ 🐢", phones=["+48 600 100 200"])
    daughter = cast.company("Daughter", parent_id=mother)
    cast.field("price", type="money")
    cast.field("when", type="datetime")
    cast.bind("custom.price", cast.steps[0])
    values: dict[str, Any] = {
        "custom__price": "10.50 PLN",
        "custom__when": "2026-03-29T01:30:00Z",
        "expected_close": "2026-12-31",
    }
    deal = cast.deal(company_id=daughter, amount="99.99", **values)
    cast.run(add_task_to_step, deal, cast.steps[1], {"title": "Call"})
    cast.run(tick_step, deal, cast.steps[2], note="two\nlines")
    cast.run(add_note, DEAL, deal, "A note")
    kept = FileStore(cast.database.settings.files_dir, 1000).keep(BytesIO(b"the contract"))
    cast.run(add_files, DEAL, deal, [Upload("contract.txt", kept.sha256, kept.size)])
    return cast


@pytest.fixture(params=BACKENDS)
def other(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    """Another installation, empty, on each kind of database in turn."""
    with databases.fresh(request.param) as database:
        yield database


def test_everything_comes_back_on_either_database_and_work_goes_on(full: Cast, other: Database, tmp_path: Path) -> None:
    saved = save(full.database, tmp_path / "backup.zip")
    restore(other, tmp_path / "backup.zip")
    assert _everything(other) == _everything(full.database)
    assert {name: kept.rows for name, kept in saved.tables.items() if kept.rows}.keys() >= {
        "deal",
        "tick",
        "field_value",
    }
    (sha256,) = saved.files
    assert FileStore(other.settings.files_dir, 0).path(sha256).read_bytes() == b"the contract"
    moved = Cast(
        other, type(full.edge)(other, full.edge.hub), full.anna, full.boris, full.magda, full.viktor, full.clara
    )
    assert moved.run(create_record, COMPANY, {"name": "Next"}) == full.run(create_record, COMPANY, {"name": "Next"})


def test_a_database_that_holds_something_is_replaced_on_request_only(
    full: Cast, other: Database, tmp_path: Path
) -> None:
    save(full.database, tmp_path / "backup.zip")
    make_cast(other).company("In the way")
    with pytest.raises(Problem) as refused:
        restore(other, tmp_path / "backup.zip")
    assert refused.value.type == "in-use"
    assert _names(other) == ["In the way"]
    restore(other, tmp_path / "backup.zip", replace=True)
    assert _everything(other) == _everything(full.database)


@pytest.mark.parametrize("harm", ["cut off", "a row changed", "a row lost", "a table lost", "another version"])
def test_a_damaged_backup_changes_nothing(full: Cast, tmp_path: Path, harm: str) -> None:
    save(full.database, tmp_path / "backup.zip")
    _harm(tmp_path / "backup.zip", harm)
    before = _everything(full.database)
    with pytest.raises(Problem) as refused:
        restore(full.database, tmp_path / "backup.zip", replace=True)
    assert refused.value.field == "file"
    assert _everything(full.database) == before


def test_a_backup_can_be_read_by_its_owner_only(cast: Cast, tmp_path: Path) -> None:
    save(cast.database, tmp_path / "backup.zip")
    assert (tmp_path / "backup.zip").stat().st_mode & 0o077 == 0


def _everything(database: Database) -> dict[str, list[Any]]:
    with snapshot(database) as connection:
        return {table.name: [json.loads(line) for line in lines_of(connection, table)] for table in tables()}


def _names(database: Database) -> list[str]:
    with database.reading(None) as session:
        return list(session.scalars(select(Company.name)))


def _harm(path: Path, harm: str) -> None:
    if harm == "cut off":
        path.write_bytes(path.read_bytes()[:2000])
        return
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    company, lines = table_name("company"), entries[table_name("company")].splitlines(keepends=True)
    if harm == "a row changed":
        entries[company] = b"".join(lines).replace(b"Daughter", b"Dauphter")
    elif harm == "a row lost":
        entries[company] = b"".join(lines[:-1])
    elif harm == "a table lost":
        del entries[company]
    else:
        entries[NAME] = re.sub(rb'"revision": "\d+"', b'"revision": "0000"', entries[NAME])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
