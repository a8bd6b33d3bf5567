"""See to it that PostgreSQL's server programs and Chromium are here, or say in one line what is missing."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial

from tests.support import programs
from tests.tools import packages

_POSTGRES = {"apt-get": "postgresql", "dnf": "postgresql-server", "apk": "postgresql", "brew": "postgresql@17"}
# In the order of asking; tests/support/programs.py says why the headless shell comes first.
_CHROMIUM = {"apt-get": ["chromium-headless-shell", "chromium"]}


def main() -> None:
    """Find or fetch each program; exit with 1 and one line when something stays missing."""
    names = [name for name in (_postgres(), _chromium()) if name]
    if names:
        sys.exit(
            f"The tests miss programs that could not be fetched: {packages.by_hand(*names)}, then make test again."
        )


def _postgres() -> str | None:
    """The package that is still missing, if any."""
    package = _POSTGRES.get(packages.manager() or "", "postgresql")
    if programs.postgres_programs() is None:
        packages.install(package)
        programs.postgres_programs.cache_clear()
    return None if programs.postgres_programs() else package


def _chromium() -> str | None:
    """The package that is still missing, if any."""
    names = _CHROMIUM.get(packages.manager() or "", ["chromium"])
    ways: list[Callable[[], bool]] = [*(partial(packages.install, name) for name in names), _fetch_by_playwright]
    for fetch in ways:
        if programs.chromium() is None:
            fetch()
            programs.chromium.cache_clear()
    return None if programs.chromium() else names[-1]


def _fetch_by_playwright() -> bool:
    """Playwright has its own copy, for systems whose package of that name is only a pointer to a snap."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    main()
