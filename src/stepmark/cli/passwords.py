"""Asking for a password without showing it or leaving it in the shell's history."""

import sys
from typing import Annotated

import typer

from stepmark.cli.house import fail

FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


def asked_password(*, from_stdin: bool) -> str:
    """The password from standard input's first line, or typed twice."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        fail("There is nobody to ask for the password. Give it with --password-stdin.", code=2)
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
