"""Telling members what somebody else has made theirs."""

from stepmark.catalogue.kinds import DEAL, LEAD, TASK, Kind
from stepmark.commands.notices import tell
from stepmark.commands.work import Changes, Work
from stepmark.domain.record import Record
from stepmark.platform.i18n import _

_ONE = {
    DEAL.name: _("%(who)s made you responsible for the deal “%(what)s”."),
    LEAD.name: _("%(who)s made you responsible for the lead “%(what)s”."),
    TASK.name: _("%(who)s gave you the task “%(what)s”."),
    "accrual": _("%(who)s booked a bonus for you: “%(what)s”."),
}
_MANY = {
    DEAL.name: _("%(who)s made you responsible for several deals at once."),
    LEAD.name: _("%(who)s made you responsible for several leads at once."),
    TASK.name: _("%(who)s gave you several tasks at once."),
    "accrual": _("%(who)s booked several bonuses for you at once."),
}


def tell_assigned(work: Work, kind: Kind, record: Record, changes: Changes, *, is_new: bool = False) -> None:
    """After a change of a record: tell whom it has made responsible, unless they did so themselves.

    Of a change of many records they are told once, of an import not at all.
    """
    if kind.name not in _ONE or "responsible_id" not in changes:
        return
    member_id: int | None = record.responsible_id  # type: ignore[attr-defined]  # deals and tasks have one
    if member_id is None or member_id == work.author.member_id:
        return
    who, cause = work.author.name, work.cause["kind"]
    if cause == "bulk":
        tell(work, member_id, _(_MANY[kind.name].message, who=who), kind.name, None)
    elif cause in ("person", "rule", "webhook", "form"):
        tell(
            work, member_id, _(_ONE[kind.name].message, who=who, what=record.label), kind.name, record.id, is_new=is_new
        )
