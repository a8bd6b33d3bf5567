"""What brings deliveries of one channel out. One file per channel; adding one touches nothing else."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from sqlalchemy.orm import Session

from stepmark.channels.http import HttpClient
from stepmark.channels.results import Result
from stepmark.commands.work import Work
from stepmark.domain.deliveries import Delivery
from stepmark.platform.i18n import Text
from stepmark.platform.networks import Network

Load = TypeVar("Load")

# After each failure that may pass; then it is given up.
GAPS = tuple(timedelta(seconds=each) for each in (10, 30, 60, 120, 180, 240, 600, 3600, 7200, 18000))


class Refused(Exception):
    """What was to be sent can't be: for a reason that will not pass by itself."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True)
class Outside:
    """What carriers reach the world with: the one HTTP client, the networks that are allowed, the stored files, and the
    key by which our own addresses are known again.
    """

    http: HttpClient
    allowed: Sequence[Network]
    files_dir: Path
    signing_key: bytes


class Carrier(ABC, Generic[Load]):
    """One channel. `label` names it, `icon` stands beside it."""

    key: ClassVar[str]
    label: ClassVar[Text]
    icon: ClassVar[str]

    @abstractmethod
    def load(self, session: Session, delivery: Delivery) -> Load:
        """All that sending it needs, secrets included, as plain values. Raises Refused. A transaction is open."""

    @abstractmethod
    def send(self, load: Load, outside: Outside) -> Result:
        """Send it. No transaction is open."""

    def ended(self, work: Work, delivery: Delivery, result: Result) -> None:
        """Let the channel's own rows know what came of a try."""
