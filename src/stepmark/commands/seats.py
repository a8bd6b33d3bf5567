"""How many may work here, and that somebody, and nobody else, administers."""

from sqlalchemy import func, select

from stepmark.commands.quota import locked_workspace
from stepmark.commands.work import Work
from stepmark.domain.people import AccessLink, Member, Role
from stepmark.domain.plans import plan
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _


def require_free_seat(work: Work) -> None:
    """Refuse with `quota-exceeded` when the plan's users are all taken; the count holds until the commit (I5)."""
    workspace = locked_workspace(work)
    limit = plan(workspace.plan).users
    taken = work.session.scalar(select(func.count(Member.id)).where(Member.active.is_(True))) or 0
    if limit is not None and taken >= limit:
        text = _(
            "The plan “%(plan)s” allows %(limit)s users, and all its seats are taken. "
            "Deactivate somebody, or change the plan.",
            plan=workspace.plan,
            limit=limit,
        )
        raise Problem("quota-exceeded", text, limit=limit, plan=workspace.plan)


def require_administrator_besides(work: Work, member: Member) -> None:
    """Refuse what would leave the workspace without an active administrator. The workspace is locked already."""
    others = select(Member.id).where(Member.role == Role.ADMINISTRATOR, Member.active.is_(True), Member.id != member.id)
    if work.session.scalars(others).first() is None:
        text = _("%(name)s is the only administrator. Make somebody else an administrator first.", name=member.name)
        raise Invalid({"role": text})


def revoke_invitations_of(work: Work, member: Member) -> None:
    """Whoever is no administrator any more must not have left a door open for themselves."""
    query = select(AccessLink).where(AccessLink.invited_by == member.id, AccessLink.used_at.is_(None))
    for link in work.session.scalars(query.where(AccessLink.workspace_id == member.workspace_id)):
        link.expires_at = min(link.expires_at, now())
