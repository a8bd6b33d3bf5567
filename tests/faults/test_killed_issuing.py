"""A process that is killed while it issues invoices leaves no gap and no double: a number goes with its invoice."""

import subprocess
import sys
import time

from stepmark.commands.invoices import issue_invoice
from tests.cast import Cast
from tests.support.commands import command_line
from tests.support.papers import invoice, numbers

PATIENCE = 60
_ISSUE = """
import sys
from stepmark.commands.invoices import issue_invoice
from stepmark.domain.people import Role
from stepmark.domain.rights import Actor
from stepmark.edge import Edge
from stepmark.platform.db import Database
from stepmark.platform.live import Hub
from stepmark.platform.settings import Settings

settings = Settings()
edge = Edge(Database(settings), Hub(""))
actor = Actor(int(sys.argv[1]), None, "Stepmark", Role.ADMINISTRATOR)
for draft in sys.argv[2:]:
    edge.run(actor, issue_invoice, int(draft))
"""


def test_every_number_up_to_the_last_one_is_there_after_each_kill(cast: Cast, long_form: bool) -> None:
    issued = 0
    for turn in range(25 if long_form else 1):
        drafts = [invoice(cast) for _each in range(30)]
        _killed_amid(cast, drafts, issued + 2 + turn % 5)
        issued = _issued(cast)
        assert _places(cast) == set(range(1, issued + 1))
    cast.run(issue_invoice, invoice(cast))
    assert _places(cast) == set(range(1, issued + 2))


def _killed_amid(cast: Cast, drafts: list[int], wanted: int) -> None:
    """Let another process issue these one by one, and kill it once so many invoices are issued."""
    _program, environment = command_line(cast.database.settings)
    arguments = [str(each) for each in (cast.anna.workspace_id, *drafts)]
    running = subprocess.Popen([sys.executable, "-c", _ISSUE, *arguments], env=environment)
    deadline = time.monotonic() + PATIENCE
    while _issued(cast) < wanted and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    running.kill()
    running.wait()
    assert _issued(cast) >= wanted, "nothing was issued before it ended"


def _issued(cast: Cast) -> int:
    return len([each for each in numbers(cast) if each])


def _places(cast: Cast) -> set[int]:
    found = [int(each.removeprefix("FV ").partition("/")[0]) for each in numbers(cast) if each]
    assert len(found) == len(set(found)), "a number was given twice"
    return set(found)
