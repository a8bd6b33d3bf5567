"""How a member leaves, and comes back."""

from sqlalchemy import select

from stepmark.commands.handover import hand_over
from stepmark.commands.members import member_to_change, write_member
from stepmark.commands.quota import locked_workspace
from stepmark.commands.seats import require_administrator_besides, require_free_seat, revoke_invitations_of
from stepmark.commands.work import Work
from stepmark.commands.work_sessions import end_session_of
from stepmark.domain.calendar_feeds import CalendarFeed
from stepmark.domain.people import AccessLink, ApiToken, Member, Role, SignIn
from stepmark.domain.rights import require_admin
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _


def deactivate_member(work: Work, member_id: int, heir_id: int | None = None) -> None:
    """Let a member leave: their sign-ins, tokens and links end, their name stays on what they did.

    Their open work goes to the heir, or stays theirs until somebody takes it.
    """
    require_admin(work.actor)
    locked_workspace(work)
    member = member_to_change(work, member_id)
    if not member.active:
        return
    if member.id == work.actor.member_id:
        raise Invalid({"": _("You can't deactivate yourself. Ask another administrator.")})
    if member.role == Role.ADMINISTRATOR:
        require_administrator_besides(work, member)
    if heir_id is not None:
        hand_over(work, member, _heir(work, member, heir_id))
    _end_access(work, member)
    end_session_of(work, member.id, member.name)
    member.active = False
    member.version += 1
    work.happened("member.deactivated", "member", member.id, {"active": (True, False)}, label=member.name)


def activate_member(work: Work, member_id: int) -> None:
    """Let a member who left come back, if the plan has a seat for them."""
    require_admin(work.actor)
    locked_workspace(work)
    member = member_to_change(work, member_id)
    if not member.active:
        come_back(work, member)


def come_back(work: Work, member: Member, role: str | None = None) -> None:
    """The same for one who was invited anew."""
    require_free_seat(work)
    member.active = True
    member.version += 1
    work.happened("member.activated", "member", member.id, {"active": (False, True)}, label=member.name)
    if role is not None:
        write_member(work, member, {"role": role})


def _heir(work: Work, member: Member, heir_id: int) -> Member:
    heir = work.session.get(Member, heir_id)
    if heir is None or not heir.active or heir.id == member.id:
        text = _("Whoever takes over must be an active member. Choose somebody else.")
        raise Problem("broken-reference", text, field="heir_id")
    return heir


def _end_access(work: Work, member: Member) -> None:
    sign_ins = select(SignIn).where(SignIn.member_id == member.id, SignIn.ended_at.is_(None))
    tokens = select(ApiToken).where(ApiToken.member_id == member.id, ApiToken.ended_at.is_(None))
    feeds = select(CalendarFeed).where(CalendarFeed.member_id == member.id, CalendarFeed.ended_at.is_(None))
    for access in (*work.session.scalars(sign_ins), *work.session.scalars(tokens), *work.session.scalars(feeds)):
        access.ended_at = now()
    resets = select(AccessLink).where(AccessLink.workspace_id == member.workspace_id, AccessLink.used_at.is_(None))
    for link in work.session.scalars(resets.where(AccessLink.person_id == member.person_id)):
        link.expires_at = min(link.expires_at, now())
    revoke_invitations_of(work, member)
