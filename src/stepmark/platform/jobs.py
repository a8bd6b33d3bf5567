"""The port by which a change hands over what is to be carried on after it: run ids with when they are due.

The rows are the truth: whoever works finds them there, so what is said here only makes it quicker.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

Awaited = Mapping[int, datetime]


class Jobs:
    """Nobody works here: what waits is found by whoever does."""

    def defer(self, session: Session, workspace_id: int, awaited: Awaited) -> None:
        """Leave jobs for these runs, in the change's own transaction."""

    def committed(self) -> None:
        """The change that left runs waiting stands."""

    def departing(self) -> None:
        """The change that left something to be sent stands."""

    def start(self) -> None:
        """Begin to work, beside the caller."""

    def stop(self) -> None:
        """End after the run under way; what waits stays for the next one."""
