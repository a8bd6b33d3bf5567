"""What a mail that came back leaves behind: a mark on its address, a line in the record's history, and a notice."""

from typing import Any

from stepmark.catalogue.kinds import KINDS
from stepmark.channels.results import NotSent, Result, Sent
from stepmark.commands.notices import tell
from stepmark.commands.returned_mails import mark_address, unmark_address
from stepmark.commands.work import Work
from stepmark.domain.deliveries import Delivery
from stepmark.platform.i18n import _


def learn_of_address(work: Work, delivery: Delivery, result: Result) -> None:
    """From what came of a mail: an address that is refused for good is marked, one that is taken loses its mark."""
    if isinstance(result, Sent):
        unmark_address(work, delivery.recipient)
    elif refused := _refused(delivery, result):
        came_back(work, delivery, refused)


def came_back(work: Work, delivery: Delivery, reason: str) -> None:
    """A mail did not arrive, for a reason that a server has told."""
    mark_address(work, delivery.recipient, reason.removeprefix("smtp;"))
    kind = KINDS.get(delivery.kind or "")
    record: Any = work.session.get(kind.model, delivery.record_id) if kind and delivery.record_id else None
    if kind is None or record is None or record.is_deleted:
        return
    changes = {"reason": (None, f"{delivery.recipient}: {reason}")}
    work.happened("mail.bounced", kind.name, record.id, changes, label=record.label)
    text = _("The mail to %(address)s about “%(what)s” did not arrive.", address=delivery.recipient, what=record.label)
    tell(work, record.responsible_id, text, kind.name, record.id)


def _refused(delivery: Delivery, result: NotSent) -> str:
    """What the server said of the address; empty where it refuses for another reason, or may take it later."""
    return result.answer.get("refused", {}).get(delivery.recipient, "") if result.permanent else ""
