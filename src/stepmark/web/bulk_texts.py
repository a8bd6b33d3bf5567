"""What people are told of a change to many records: what is asked before it, and what has been done."""

from typing import NamedTuple

from stepmark.domain.bulk import BulkAction
from stepmark.platform.i18n import Text, _, ngettext_lazy


class Move(NamedTuple):
    """Records that go somewhere as they are: the question, what it means, and the button that confirms it."""

    question: Text
    meaning: Text
    button: Text


def move_text(action: BulkAction, count: int) -> Move:
    """How moving so many records is asked about."""
    if action is BulkAction.ARCHIVE:
        question = ngettext_lazy("Send %(num)s record to the archive?", "Send %(num)s records to the archive?", count)
        meaning = _(
            "They leave lists, board and periodic rules. Nothing is lost: they can be restored from the archive."
        )
        return Move(question, meaning, _("Send to archive"))
    if action is BulkAction.UNARCHIVE:
        question = ngettext_lazy(
            "Restore %(num)s record from the archive?", "Restore %(num)s records from the archive?", count
        )
        return Move(question, _("They are back in lists and on the board."), _("Restore them"))
    question = ngettext_lazy("Delete %(num)s record?", "Delete %(num)s records?", count)
    return Move(question, _("They go to the recycle bin, from where they can be restored."), _("Delete them"))


def done_text(action: str, changed: int) -> Text:
    """What has been done."""
    if action == BulkAction.DELETE:
        return ngettext_lazy(
            "%(num)s record is in the recycle bin now.", "%(num)s records are in the recycle bin now.", changed
        )
    if action == BulkAction.ARCHIVE:
        return ngettext_lazy(
            "%(num)s record is in the archive now.", "%(num)s records are in the archive now.", changed
        )
    if action == BulkAction.UNARCHIVE:
        return ngettext_lazy("%(num)s record was restored.", "%(num)s records were restored.", changed)
    return ngettext_lazy("%(num)s record was changed.", "%(num)s records were changed.", changed)
