"""Backing everything up into one file, and bringing it back."""

from pathlib import Path
from typing import Annotated

import typer

from stepmark.backup.restore import restore as restore_archive
from stepmark.backup.save import save
from stepmark.cli.house import fail, opened, say

File = Annotated[Path, typer.Argument(show_default=False)]


def backup(file: File) -> None:
    """Write all workspaces and uploaded files into one archive, while the server goes on. Keep it in a safe place."""
    with opened() as house:
        try:
            manifest = save(house.database, file)
        except OSError as error:
            fail(f"Can't write {file}: {error.strerror}", code=2)
    say(f"{file}: {manifest.rows:,} rows of {len(manifest.tables)} tables, {len(manifest.files):,} uploaded files.")
    if manifest.missing:
        say(f"{len(manifest.missing):,} uploaded files are missing in {house.settings.files_dir} and so in the backup.")


def restore(
    file: File,
    force: Annotated[bool, typer.Option("--force", help="Replace what the database holds now.")] = False,
) -> None:
    """Bring an archive back into an empty database, SQLite or PostgreSQL, whichever it was made from."""
    with opened() as house:
        try:
            manifest = restore_archive(house.database, file, replace=force)
        except OSError as error:
            fail(f"Can't read {file}: {error.strerror}", code=2)
    say(f"{manifest.rows:,} rows and {len(manifest.files):,} uploaded files are back, as of {manifest.made_at}.")
