"""Who is meant by a Responsible, worked out for one record when the rule runs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import Responsible
from stepmark.automation.rotation import next_in_turn
from stepmark.automation.targets import Way, find_target, linked_record
from stepmark.catalogue.kinds import COMPANY, CONTACT, SALES, Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.commands.notices import tell
from stepmark.domain.people import Group, Member
from stepmark.domain.record import Record
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.groups import active_members_of
from stepmark.queries.history import creator_of
from stepmark.queries.work_sessions import running

# Where a record's client is looked for: its contact first, then its company, then those of its deal.
_CLIENTS = {
    **dict.fromkeys((kind.name for kind in SALES), ("contact", "company")),
    CONTACT.name: ("company",),
    COMPANY.name: ("parent",),
}
_OF_OTHERS = ("contact", "company", "deal.contact", "deal.company")


def resolve(context: ActionContext, responsible: Responsible, key: str) -> int | None:
    """The member who is meant; None for nobody, which the trace then says. `key` names the setting for round robins.

    Whoever has left is passed over. Raises a Problem where a named member or group is gone.
    """
    if responsible.who == "member":
        return _named(context, responsible.member_id)
    if responsible.who in ("group", "list"):
        return _in_turn(context, responsible, key)
    return _WAYS[responsible.who](context)


def _current(context: ActionContext) -> int | None:
    found = _of(context, context.kind, context.record)
    if found is None:
        context.warn(_("Nobody is responsible for it, and whoever made it is not here."))
    return found


def _linked(context: ActionContext) -> int | None:
    for way in _ways_to_clients(context.kind):
        client = linked_record(context.work.session, way, context.record)
        if client is not None and (found := _of(context, way.end, client)) is not None:
            return found
    context.warn(_("No contact or company of it has a responsible person, so its own one is taken."))
    return _current(context)


def _ways_to_clients(kind: Kind) -> Iterator[Way]:
    for target in _CLIENTS.get(kind.name, _OF_OTHERS):
        with suppress(ValueFault):
            yield find_target(kind, target)


def _above(context: ActionContext, member_id: int | None) -> int | None:
    """The superior of somebody; without one, the record's current responsible."""
    member = _member(context, member_id)
    superior = _member(context, member.superior_id) if member else None
    if superior is not None:
        return superior.id
    if member is not None:
        context.warn(_("%(name)s has no superior, so the current responsible person is taken.", name=member.name))
    return _of(context, context.kind, context.record)


def _user(context: ActionContext) -> int | None:
    """Who set the rule off; where nobody did, the rule's owner."""
    member = _member(context, context.by.member_id) or _member(context, context.rule.owner.member_id)
    if member is None:
        context.warn(_("Nobody set this rule off, and it has no owner."))
    return member.id if member else None


def _named(context: ActionContext, member_id: int | None) -> int:
    member = _member(context, member_id)
    if member is None:
        raise Problem("broken-reference", _("The person chosen does not work here any more. Choose another."))
    return member.id


def _in_turn(context: ActionContext, responsible: Responsible, key: str) -> int | None:
    order, name = _order(context, responsible)
    there = {each for each in order if _member(context, each)}
    if responsible.in_session:
        there = running(context.work.session, there)
    found = next_in_turn(context.work, context.rule.id, f"{key}/{name}", order, there)
    if found is None:
        context.warn(_nobody(responsible))
        rule = context.rule
        text = _("The rule “%(rule)s” found nobody whose turn it could be, so it chose nobody.", rule=rule.name)
        tell(context.work, rule.owner.member_id, text, "rule", rule.id)
    return found


def _order(context: ActionContext, responsible: Responsible) -> tuple[Sequence[int], str]:
    if responsible.who == "list":
        return tuple(dict.fromkeys(responsible.member_ids)), "list"
    group = context.work.session.get(Group, responsible.group_id or 0)
    if group is None:
        raise Problem("broken-reference", _("The group chosen does not exist any more. Choose another."))
    return active_members_of(context.work.session, group.id), f"group/{group.id}"


def _nobody(responsible: Responsible) -> Text:
    if responsible.in_session:
        return _("Nobody of those whose turn it could be is at work, so nobody was chosen.")
    return _("There is nobody whose turn it could be, so nobody was chosen.")


def _of(context: ActionContext, kind: Kind, record: Record) -> int | None:
    """Who is responsible for a record, else who made it."""
    responsible = _member(context, record.responsible_id)  # type: ignore[attr-defined]  # every record kind has one
    member = responsible or _member(context, _creator(context, kind, record))
    return member.id if member else None


def _creator(context: ActionContext, kind: Kind, record: Record) -> int | None:
    # What was made in this very change is not in the history yet.
    name = f"{kind.name}.created"
    for event in context.work.events:
        if event.name == name and event.record_id == record.id:
            return event.author.member_id
    return creator_of(context.work.session, kind.name, record.id)


def _member(context: ActionContext, member_id: int | None) -> Member | None:
    """A member who works here."""
    if member_id is None:
        return None
    work = context.work
    member = work.remember(("member", member_id), lambda: work.session.get(Member, member_id))
    return member if member is not None and member.active else None


_WAYS: Mapping[str, Callable[[ActionContext], int | None]] = {
    "current": _current,
    "linked": _linked,
    "superior": lambda context: _above(context, _current(context)),
    "user": _user,
    "superior_of_user": lambda context: _above(context, _user(context)),
    "nobody": lambda _context: None,
}
