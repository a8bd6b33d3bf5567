"""What an archive says of itself, so that a restore can tell whether it is whole."""

import json
import zipfile
from pathlib import Path

from pydantic import BaseModel, ValidationError

from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _

NAME = "manifest.json"
FORMAT = 1


class Kept(BaseModel):
    """One table in the archive."""

    rows: int
    sha256: str


class Manifest(BaseModel):
    """The archive's contents. `missing` are uploaded files that were not on the disk any more."""

    format: int
    version: str
    revision: str
    made_at: str
    tables: dict[str, Kept]
    files: dict[str, int]
    missing: list[str]

    @property
    def rows(self) -> int:
        """How many rows there are in all tables."""
        return sum(table.rows for table in self.tables.values())


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """The manifest of an archive that this version can read."""
    try:
        manifest = Manifest.model_validate(json.loads(archive.read(NAME)))
    except (KeyError, ValueError, ValidationError, zipfile.BadZipFile):
        raise unusable(_("This is no backup of Stepmark, or it was cut off.")) from None
    if manifest.format != FORMAT:
        raise unusable(_("This backup was made by a newer version (%(version)s).", version=manifest.version))
    return manifest


def open_archive(path: Path) -> zipfile.ZipFile:
    """The archive for reading."""
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise unusable(_("This is no backup of Stepmark, or it was cut off.")) from None


def unusable(text: Text) -> Problem:
    """What an archive that can't be restored is answered with."""
    return Problem("invalid", text, field="file")


def table_name(table: str) -> str:
    """Where a table lies in the archive."""
    return f"tables/{table}.jsonl"


def file_name(sha256: str) -> str:
    """Where an uploaded content lies in the archive."""
    return f"files/{sha256}"
