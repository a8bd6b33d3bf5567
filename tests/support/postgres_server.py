"""PostgreSQL's server process in a folder of its own, which never outlives the process that wanted it."""

import fcntl
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypedDict

import psycopg

from tests.support import programs

SUPERUSER = "postgres"
_PREFIX = "stepmark-postgres-"
_PATIENCE = 60.0
# A crash may lose everything here. What the planner sees must be as in life, so autovacuum stays on.
_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "listen_addresses": "127.0.0.1",
}
# The janitor waits at a pipe that its parent holds. When that closes, by intent or because the parent was killed,
# it ends the server at once (a checkpoint is not owed to files that go next) and removes the folder.
_JANITOR = """home=$1; keeping=$2; shift 2; "$@" >>"$home/log" 2>&1 & server=$!; read -r _; kill -QUIT $server
    wait $server; test "$keeping" || rm -rf "$home" """


class _Identity(TypedDict, total=False):
    """What subprocess is told to run a program as somebody else."""

    user: str
    group: int
    extra_groups: list[str]


@contextmanager
def running_server() -> Iterator[int]:
    """Start a new cluster; yields its port on 127.0.0.1, where SUPERUSER and all others need no password."""
    folder = _programs()
    with _home() as home:
        _initialise(folder / "initdb", home)
        port = _free_port()
        with _janitor(folder / "postgres", home, port):
            yield port


class FragileServer:
    """A cluster that breaks down and comes back, and loses nothing that it has acknowledged; it runs at first."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.port = _free_port()
        self._postgres, self._home = folder / "postgres", home
        self._life = ExitStack()
        self.start()

    def start(self) -> None:
        """Bring it back, on its old port."""
        janitor = _janitor(self._postgres, self._home, self.port, keeping=True, synchronous_commit="on")
        self._life.enter_context(janitor)

    def stop(self) -> None:
        """Let it break down: all its processes end at once, whatever they are at."""
        self._life.close()


@contextmanager
def fragile_server() -> Iterator[FragileServer]:
    """Start a new cluster like that."""
    folder = _programs()
    with _home() as home:
        _initialise(folder / "initdb", home)
        server = FragileServer(folder, home)
        try:
            yield server
        finally:
            server.stop()


def remove_stale() -> None:
    """Remove the folders of runs that ended with their janitor, as when the machine went down."""
    for home in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError), (home / "owner").open("r+") as owner:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # An empty file is one that its owner has made and not locked yet.
            if owner.read():
                shutil.rmtree(home)


def _programs() -> Path:
    folder = programs.postgres_programs()
    if folder is None:
        raise RuntimeError("PostgreSQL's server programs are missing; make test fetches them")
    remove_stale()
    return folder


@contextmanager
def _home() -> Iterator[Path]:
    """A folder for the cluster; the lock on the file `owner` in it says that we are alive."""
    home = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with (home / "owner").open("w") as owner:
            fcntl.flock(owner, fcntl.LOCK_EX)
            print(os.getpid(), file=owner, flush=True)
            if user := _server_user():
                shutil.chown(home, user)
            yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root, so root lends it another user; others are themselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _as_server_user() -> _Identity:
    user = _server_user()
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _initialise(initdb: Path, home: Path) -> None:
    options = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions"]
    done = subprocess.run(
        [initdb, "-D", home / "data", *options],
        **_as_server_user(),
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")


@contextmanager
def _janitor(postgres: Path, home: Path, port: int, *, keeping: bool = False, **more: str) -> Iterator[None]:
    """Run the server under its janitor, who leaves the folder where he is to be `keeping` it; it answers then."""
    options = [f"-c{name}={value}" for name, value in {**_OPTIONS, **more}.items()]
    server = [str(postgres), "-D", str(home / "data"), "-p", str(port), "-k", str(home), *options]
    janitor = subprocess.Popen(
        ["/bin/sh", "-c", _JANITOR, "janitor", home, "yes" if keeping else "", *server],
        stdin=subprocess.PIPE,
        cwd=home,
        start_new_session=True,  # Ctrl-C is for the tests, which then end the server in good order
        **_as_server_user(),
    )
    try:
        _wait_until_it_answers(port, home / "log")
        yield
    finally:
        janitor.communicate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(port: int, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user=SUPERUSER, dbname="postgres").close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from error
            time.sleep(0.05)
