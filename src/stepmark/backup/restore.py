"""Taking an archive back into an empty database, of either kind, whole or not at all."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from sqlalchemy import Connection, func, select

from stepmark.backup.connections import replacing
from stepmark.backup.manifest import Manifest, file_name, open_archive, read_manifest, table_name, unusable
from stepmark.backup.rows import clear, put_rows, tables
from stepmark.domain.people import Person
from stepmark.domain.workspace import Workspace
from stepmark.platform.db import Database
from stepmark.platform.errors import Problem
from stepmark.platform.file_store import FileStore
from stepmark.platform.i18n import _
from stepmark.platform.migrations import revision


def restore(database: Database, path: Path, *, replace: bool = False) -> Manifest:
    """Bring everything back; refuses a database that holds something already, unless it is to be replaced."""
    with open_archive(path) as archive:
        manifest = read_manifest(archive)
        with replacing(database) as connection:
            _require_fit(connection, manifest, replace=replace)
            clear(connection)
            for table in tables():
                _fill(connection, archive, manifest, table.name)
            _go_on_counting(connection)
            _put_files(database, archive, manifest)
    return manifest


def _require_fit(connection: Connection, manifest: Manifest, *, replace: bool) -> None:
    at = revision(connection)
    if manifest.revision != at:
        text = _(
            "This backup is of database version %(theirs)s, and the database is at %(ours)s. "
            "Restore it with Stepmark %(version)s, then run: stepmark migrate",
            theirs=manifest.revision,
            ours=at,
            version=manifest.version,
        )
        raise unusable(text)
    has_something = any(
        connection.scalar(select(func.count()).select_from(model.__table__)) for model in (Workspace, Person)
    )
    if has_something and not replace:
        text = _("This database is not empty. Restore into an empty one, or say --force to replace what it holds.")
        raise Problem("in-use", text)


def _fill(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest, name: str) -> None:
    kept = manifest.tables.get(name)
    if kept is None:
        raise unusable(_("The backup lacks the table %(table)s.", table=name))
    table = next(each for each in tables() if each.name == name)
    digest = hashlib.sha256()
    try:
        with archive.open(table_name(name)) as entry:
            rows = put_rows(connection, table, _told(entry, digest))
    except (KeyError, zipfile.BadZipFile, EOFError):
        raise unusable(_("The table %(table)s in the backup is damaged.", table=name)) from None
    stored = connection.scalar(select(func.count()).select_from(table))
    if (rows, stored, digest.hexdigest()) != (kept.rows, kept.rows, kept.sha256):
        raise unusable(_("The table %(table)s in the backup is damaged.", table=name))


def _told(lines: Iterable[bytes], digest: Any) -> Iterator[bytes]:
    for line in lines:
        digest.update(line)
        yield line


def _go_on_counting(connection: Connection) -> None:
    """PostgreSQL's sequences know nothing of ids that were given; SQLite's do."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables():
        if "id" in table.c:
            sequence = func.pg_get_serial_sequence(table.name, "id")
            last = func.max(table.c.id)
            connection.execute(select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None))))


def _put_files(database: Database, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    store = FileStore(database.settings.files_dir, max(manifest.files.values(), default=0))
    for sha256 in manifest.files:
        try:
            with archive.open(file_name(sha256)) as content:
                kept = store.keep(cast(BinaryIO, content))
        except (KeyError, zipfile.BadZipFile, EOFError):
            raise unusable(_("An uploaded file in the backup is damaged.")) from None
        if kept.sha256 != sha256:
            raise unusable(_("An uploaded file in the backup is damaged."))
