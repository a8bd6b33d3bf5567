"""Writing the archive: one snapshot of all tables, and the contents that they name."""

import hashlib
import os
import tempfile
import zipfile
from pathlib import Path

from sqlalchemy import Connection, Table, select

import stepmark
from stepmark.backup.connections import snapshot
from stepmark.backup.manifest import FORMAT, NAME, Kept, Manifest, file_name, table_name
from stepmark.backup.rows import lines_of, tables
from stepmark.domain.documents import DocumentTemplate, DocumentVersion
from stepmark.domain.notes import File
from stepmark.domain.signing_links import SigningLink
from stepmark.platform.clock import now
from stepmark.platform.db import Database
from stepmark.platform.file_store import FileStore
from stepmark.platform.migrations import revision

# What names contents in the file store.
_HOLDING = (
    File.__table__.c.sha256,
    DocumentVersion.__table__.c.sha256,
    DocumentTemplate.__table__.c.sha256,
    SigningLink.__table__.c.pdf_sha256,
)


def save(database: Database, path: Path) -> Manifest:
    """Write everything to `path`, whole or not at all, readable by its owner only; returns what it holds."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as draft:
        try:
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _fill(database, archive)
            draft.flush()
            os.fsync(draft.fileno())
            Path(draft.name).replace(path)
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise
    return manifest


def _fill(database: Database, archive: zipfile.ZipFile) -> Manifest:
    with snapshot(database) as connection:
        kept = {table.name: _put_table(connection, table, archive) for table in tables()}
        hashes = {sha256 for held in _HOLDING for sha256 in connection.scalars(select(held).where(held.is_not(None)))}
        at = revision(connection) or ""
    files, missing = _put_files(database, hashes, archive)
    manifest = Manifest(
        format=FORMAT,
        version=stepmark.__version__,
        revision=at,
        made_at=now().isoformat(),
        tables=kept,
        files=files,
        missing=missing,
    )
    archive.writestr(NAME, manifest.model_dump_json(indent=2))
    return manifest


def _put_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> Kept:
    digest, rows = hashlib.sha256(), 0
    with archive.open(table_name(table.name), "w", force_zip64=True) as entry:
        for line in lines_of(connection, table):
            entry.write(line)
            digest.update(line)
            rows += 1
    return Kept(rows=rows, sha256=digest.hexdigest())


def _put_files(database: Database, hashes: set[str], archive: zipfile.ZipFile) -> tuple[dict[str, int], list[str]]:
    store = FileStore(database.settings.files_dir, 0)
    files, missing = {}, []
    for sha256 in sorted(hashes):
        content = store.path(sha256)
        if content.is_file():
            archive.write(content, file_name(sha256))
            files[sha256] = content.stat().st_size
        else:
            missing.append(sha256)
    return files, missing
