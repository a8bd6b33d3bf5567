"""One round of all that a worker does, for whoever starts it by a clock of their own."""

from typing import NamedTuple

from stepmark.edge import Edge
from stepmark.platform.settings import Settings
from stepmark.worker.carrying import Due, carry_on, due_runs
from stepmark.worker.housekeeping import keep_house
from stepmark.worker.inboxes import read_inboxes
from stepmark.worker.sender import Sender
from stepmark.worker.sweeps import sweep_due

_PORTION = 50


class Round(NamedTuple):
    """What there was to do: sweeps of periodic rules, goes of waiting runs, tries to send, rows cleared away."""

    sweeps: int
    runs: int
    sent: int
    rows: int


def work_once(edge: Edge, settings: Settings) -> Round:
    """Do every sweep that is due and read the mailboxes, then carry on what waits and is due and send what is to be
    sent, what these leave included; then keep the house.

    A run that somebody else is at, or that could not be saved just now, is left to the next round.
    """
    sweeps = sweep_due(edge)
    read_inboxes(edge, settings)
    return Round(sweeps, _carry_due_on(edge), Sender(edge).send_all(), keep_house(edge, settings))


def _carry_due_on(edge: Edge) -> int:
    # A run that has come further is due at another moment; one that has not would be met for ever.
    met: set[Due] = set()
    while new := [each for each in due_runs(edge.database, limit=_PORTION) if each not in met]:
        met.update(new)
        for each in new:
            carry_on(edge, each.workspace_id, each.run_id)
    return len(met)
