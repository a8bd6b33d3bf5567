"""The machine's package manager, where we may use it: as root, or with a sudo that asks for no password."""

from __future__ import annotations

import os
import shutil
import subprocess

# What to run for each package manager; the packages' names follow.
_INSTALL = {
    "apt-get": ["apt-get", "install", "-qq", "-y", "--no-install-recommends"],
    "dnf": ["dnf", "install", "-q", "-y"],
    "apk": ["apk", "add", "--quiet"],
    "brew": ["brew", "install", "--quiet"],
}


def manager() -> str | None:
    """The name of this machine's package manager, if it is one we know."""
    return next((name for name in _INSTALL if shutil.which(name)), None)


def install(*packages: str) -> bool:
    """Install packages and say whether that worked; False also where we may not."""
    name = manager()
    become = _privileges(name) if name else None
    if name is None or become is None:
        return False
    if name == "apt-get":
        _run([*become, "apt-get", "update", "-qq"])
    return _run([*become, *_INSTALL[name], *packages])


def by_hand(*packages: str) -> str:
    """The line a person types to install the packages."""
    name = manager()
    if name is None:
        return "install " + " ".join(packages)
    plain = [word for word in _INSTALL[name] if not word.startswith("-")]
    return " ".join([*([] if name == "brew" else ["sudo"]), *plain, *packages])


def _privileges(name: str) -> list[str] | None:
    """The words before a command that make it root's; None where it can't be had. Homebrew wants an ordinary user."""
    if name == "brew":
        return [] if os.geteuid() != 0 else None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    return None


def _run(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, check=False).returncode == 0
