"""Where this machine keeps the programs that the tests drive: PostgreSQL's server programs and Chromium."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_POSTGRES_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # PostgreSQL's own packages for Red Hat
    "/usr/libexec/postgresql*",  # Alpine
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
# The headless shell is the same engine without a desktop browser around it, at a third of the processor's time.
_CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
_CHROMIUM_APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


@cache
def postgres_programs() -> Path | None:
    """The folder that holds both initdb and postgres, the newest version's first."""
    return next((folder for folder in _postgres_folders() if _has_server(folder)), None)


@cache
def chromium() -> Path | None:
    """The browser's executable: CHROMIUM if set, then what PATH has, then what Playwright has fetched."""
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, _CHROMIUM_NAMES), *_CHROMIUM_APPS, _playwrights_own()]
    return next((Path(each) for each in candidates if each and _answers(each)), None)


def _postgres_folders() -> Iterator[Path]:
    for pattern in _POSTGRES_FOLDERS:
        yield from sorted(Path("/").glob(pattern.removeprefix("/")), key=_version, reverse=True)
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    if pg_config := shutil.which("pg_config"):
        yield Path(_output(pg_config, "--bindir").strip())


def _version(folder: Path) -> int:
    numbers = re.findall(r"\d+", str(folder))
    return int(numbers[-1]) if numbers else 0


def _has_server(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres"))


def _playwrights_own() -> str | None:
    browsers = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    found = sorted(browsers.glob("chromium*/chrome-*/*/chrome")) + sorted(browsers.glob("chromium*/chrome-*/chrome"))
    return str(found[-1]) if found else None


def _answers(program: str) -> bool:
    """Ubuntu leaves a chromium-browser behind that only says to install a snap: ask, don't trust the name."""
    return "Chrom" in _output(program, "--version")


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
