"""How quotes, orders and invoices stand, in words."""

from typing import Any

from stepmark.catalogue.kinds import kind_of_record
from stepmark.domain.papers import Paper, Payable
from stepmark.platform.clock import today
from stepmark.platform.i18n import Text, time_zone

_TONES = {
    "accepted": "good", "paid": "good", "done": "good", "issued": "accent", "sent": "accent", "confirmed": "accent",
    "refused": "bad", "cancelled": "bad",
}  # fmt: skip


def standing(paper: Any) -> tuple[Text, str]:
    """A paper's status in words, and the tone of its badge."""
    field = next(each for each in kind_of_record(paper).system_fields if each.key == "status")
    return dict(field.choices)[paper.status], _TONES.get(paper.status, "")


def is_late(paper: Paper) -> bool:
    """Whether the day of its payment has passed for the reader, and nobody has paid."""
    return isinstance(paper, Payable) and paper.is_overdue(today(time_zone()))


FILTERS = {"standing": standing, "is_late": is_late}
