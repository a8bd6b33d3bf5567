"""Make .venv with what the lock file names. Runs on the machine's own Python, before anything is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.tools import packages

VENV = Path(".venv")
UV = VENV / "bin" / "uv"


def main() -> None:
    """Make the environment, or say in one line what is missing."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may have an older Python
        sys.exit(f"Stepmark needs Python 3.11 or newer, this is {sys.version.split()[0]}: make PYTHON=python3.12 …")
    uv = _working_uv() or _make_venv()
    _run([uv, "sync", "--frozen"], "The packages could not be installed; is the package index within reach?")


def _working_uv() -> str | None:
    return str(UV) if UV.exists() and _succeeds([str(UV), "--version"]) else None


def _make_venv() -> str:
    """Make .venv and return the uv that fills it."""
    shutil.rmtree(VENV, ignore_errors=True)
    if _has_ensurepip() or (packages.install(_venv_package()) and _has_ensurepip()):
        _run([sys.executable, "-m", "venv", str(VENV)], "The virtual environment could not be made.")
        pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "uv"], "uv could not be installed; is the package index within reach?")
        return str(UV)
    if uv := shutil.which("uv"):
        command = [uv, "venv", "--quiet", "--python", sys.executable, str(VENV)]
        _run(command, "The virtual environment could not be made.")
        return uv
    sys.exit(f"This Python can't make virtual environments: {packages.by_hand(_venv_package())}, then make again.")


def _has_ensurepip() -> bool:
    # Asked in a process of its own, since this one would not see what was installed a moment ago.
    return _succeeds([sys.executable, "-c", "import ensurepip, venv"])


def _venv_package() -> str:
    """Debian's name for it; elsewhere venv is part of Python."""
    return f"python3.{sys.version_info.minor}-venv"


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _run(command: list[str], complaint: str) -> None:
    if subprocess.run(command, check=False).returncode != 0:
        sys.exit(complaint)


if __name__ == "__main__":
    main()
