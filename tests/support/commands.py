"""The command line, run as people run it: another process, its own settings."""

import os
import subprocess
import sys

from stepmark.platform.settings import Settings


def command_line(settings: Settings) -> tuple[list[str], dict[str, str]]:
    """What starts `stepmark` over the database of these settings: the program, and its environment."""
    environment = {
        **os.environ,
        "STEPMARK_DATA_DIR": str(settings.data_dir),
        "STEPMARK_DATABASE_URL": settings.database_url,
    }
    return [sys.executable, "-m", "stepmark"], environment


def stepmark(settings: Settings, *arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
    """Run one command to its end; `given` is what it reads from standard input."""
    program, environment = command_line(settings)
    return subprocess.run(
        [*program, *arguments], env=environment, input=given, capture_output=True, text=True, timeout=110, check=False
    )
