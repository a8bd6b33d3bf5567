"""Servers and workers as processes of their own, which can be measured from outside, and killed.

They are forked from a process that has imported the program, so that one is up in a fraction of the time.
"""

import multiprocessing
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from stepmark.platform.settings import Settings
from tests.support.commands import command_line

_PATIENCE = 60.0
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.support.warm"])


class Program:
    """`stepmark serve` on a free port, or another command; what it says goes into a file."""

    def __init__(self, settings: Settings, name: str, log: Path, *, prepare: Callable[[], None] | None = None) -> None:
        """`prepare` is called in the new process before the command."""
        _program, environment = command_line(settings)
        arguments = [name, "--port", "0"] if name == "serve" else [name]
        self._log = log
        log.write_text("")
        self._process = _CONTEXT.Process(target=_carry_out, args=(arguments, environment, log, prepare), daemon=True)
        self._process.start()

    @property
    def said(self) -> str:
        """All that it has said so far."""
        return self._log.read_text()

    def address(self) -> str:
        """Where a server answers, once it does: host and port."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            has_ended = not self._process.is_alive()
            if found := re.search(r"http://(127\.0\.0\.1:\d+) ", self.said):
                return found[1]
            if has_ended:
                break
            time.sleep(0.02)
        raise AssertionError(f"the server did not start: {self.said}")

    def kill(self) -> None:
        """End it on the spot, as `kill -9` does."""
        self._process.kill()
        self._process.join()


@contextmanager
def running(
    settings: Settings, name: str, log: Path, *, prepare: Callable[[], None] | None = None
) -> Iterator[Program]:
    """One of them for so long."""
    program = Program(settings, name, log, prepare=prepare)
    try:
        yield program
    finally:
        program.kill()


def _carry_out(
    arguments: Sequence[str], environment: Mapping[str, str], log: Path, prepare: Callable[[], None] | None
) -> None:
    os.environ.update(environment)
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(said, stream)
    if prepare is not None:
        prepare()
    from stepmark.cli import app  # noqa: PLC0415 - the process that starts this one has no use for it

    app([*arguments])
