"""The tour that shows new members around: offered until they have seen it or said no."""

from stepmark.commands.access import not_found
from stepmark.commands.work import Work
from stepmark.domain.people import Member


def offer_tour(work: Work) -> None:
    """Offer it to the actor, perhaps once more."""
    _set(work, due=True)


def end_tour(work: Work) -> None:
    """Offer it no longer."""
    _set(work, due=False)


def _set(work: Work, *, due: bool) -> None:
    member = work.session.get(Member, work.actor.member_id)
    if member is None:
        raise not_found()
    if member.tour_due is not due:
        member.tour_due = due
        work.happened("member.updated", "member", member.id, {"tour_due": (not due, due)}, label=member.name)
