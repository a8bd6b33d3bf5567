"""What came of sending something: it went, or it did not, for a reason that passes or one that stays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stepmark.platform.i18n import Text


@dataclass(frozen=True)
class Sent:
    """It has been taken. `answer` is what the other side said, for the log, as JSON."""

    answer: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NotSent:
    """It has not been taken, for `reason`. What is not `permanent` is tried again, not before `not_before`.

    `gone` says that nothing is ever wanted there any more.
    """

    reason: Text
    permanent: bool = False
    answer: Mapping[str, Any] = field(default_factory=dict)
    not_before: datetime | None = None
    gone: bool = False


Result = Sent | NotSent
