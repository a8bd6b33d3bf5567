"""The command line: in this process where that is enough, as a process of its own where it is about processes."""

import os
import sys
from typing import NamedTuple

from typer.testing import CliRunner

from stepmark.cli import app
from stepmark.platform.settings import Settings


class Ended(NamedTuple):
    """A command that has run to its end."""

    returncode: int
    stdout: str
    stderr: str


def command_line(settings: Settings) -> tuple[list[str], dict[str, str]]:
    """What starts `stepmark` over the database of these settings: the program, and its environment."""
    return [sys.executable, "-m", "stepmark"], {**os.environ, **_environment(settings)}


def stepmark(settings: Settings, *arguments: str, given: str = "", **environment: str) -> Ended:
    """Run one command to its end in this process; `given` is what it reads from standard input."""
    result = CliRunner().invoke(app, arguments, input=given, env={**_environment(settings), **environment})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "STEPMARK_DATA_DIR": str(settings.data_dir),
        "STEPMARK_DATABASE_URL": settings.database_url,
        "STEPMARK_OUTBOUND_NETWORKS": settings.outbound_networks,
        "STEPMARK_CLOCK": settings.clock,
        "STEPMARK_SECRET_KEY": settings.secret_key,
    }
