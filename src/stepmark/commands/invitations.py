"""Invitations: a link by which somebody becomes a member, once, within a week."""

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from stepmark.commands import inputs
from stepmark.commands.access import not_found
from stepmark.commands.leaving import come_back
from stepmark.commands.members import new_member
from stepmark.commands.persons import person_for
from stepmark.commands.seats import require_free_seat
from stepmark.commands.work import Work
from stepmark.domain.people import AccessLink, Member, Person
from stepmark.domain.rights import require_admin
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.platform.ids import new_token, token_hash
from stepmark.platform.text import fold
from stepmark.queries.access_links import locked_link, open_invitations

INVITATION_LASTS = timedelta(days=7)


def invite_member(work: Work, email: str, role: str, name: str = "") -> str:
    """Invite somebody by a link, which replaces an earlier one for the same address. Returns its token."""
    require_admin(work.actor)
    given = _read(email, role, name)
    address, role, name = given["email"], given["role"], given["name"]
    require_free_seat(work)
    _refuse_members(work, address)
    for earlier in open_invitations(work.session, work.actor.workspace_id):
        if fold(earlier.email) == fold(address):
            earlier.expires_at = now()
    token = new_token()
    link = AccessLink(
        token_hash=token_hash(token),
        workspace_id=work.actor.workspace_id,
        email=address,
        name=name,
        role=role,
        invited_by=work.actor.member_id,
        expires_at=now() + INVITATION_LASTS,
    )
    work.session.add(link)
    work.session.flush()
    work.happened("member.invited", "invitation", link.id, {"role": (None, role)}, label=address)
    return token


def revoke_invitation(work: Work, invitation_id: int) -> None:
    """Take an open invitation back; its link ends."""
    require_admin(work.actor)
    link = work.session.get(AccessLink, invitation_id, with_for_update=True)
    if link is None or link.workspace_id != work.actor.workspace_id or link.person_id is not None:
        raise not_found()
    if link.used_at is None and link.expires_at > now():
        link.expires_at = now()
        work.happened("invitation.revoked", "invitation", link.id, label=link.email)


def accept_invitation(
    work: Work, token: str, name: str, password_hash: str = "", known_person_id: int | None = None
) -> int:
    """Become a member by an invitation. Returns the member's id.

    A new person brings a password. Who signs in here already must have proven it: `known_person_id` is who they are.
    """
    require_free_seat(work)
    link = locked_link(work.session, token)
    if link is None or link.workspace_id != work.actor.workspace_id or link.person_id is not None:
        raise gone()
    name = inputs.line("name", _("Full name"), name)
    known = work.session.scalars(select(Person).where(Person.email_folded == fold(link.email))).one_or_none()
    if (known.id if known else None) != known_person_id:
        raise Problem("conflict", _("You can sign in here already. Open the link again and give your password."))
    person = known or person_for(work.session, link.email, name, password_hash)
    link.used_at = now()
    return _join(work, person, name, link.role)


def gone() -> Problem:
    """What is said of an invitation that leads nowhere."""
    text = _("This invitation has been used, was taken back or has expired. Ask whoever invited you for a new one.")
    return Problem("not-found", text)


def _join(work: Work, person: Person, name: str, role: str) -> int:
    member = work.session.scalars(select(Member).where(Member.person_id == person.id)).one_or_none()
    if member is None:
        return new_member(work, person.id, name, role).id
    if not member.active:
        come_back(work, member, role)
    return member.id


def _refuse_members(work: Work, address: str) -> None:
    query = select(Member).join(Person, Person.id == Member.person_id).where(Person.email_folded == fold(address))
    member = work.session.scalars(query).one_or_none()
    if member is not None and member.active:
        raise Invalid({"email": _("%(email)s is a member already.", email=address)})
    if member is not None:
        raise Invalid({"email": _("%(name)s was a member. Activate them again instead.", name=member.name)})


def _read(email: str, role: str, name: str) -> dict[str, str]:
    return inputs.read_all(
        {
            "email": partial(inputs.email, "email", email),
            "role": partial(inputs.role, "role", role),
            "name": partial(inputs.line, "name", _("Full name"), name, required=False),
        }
    )
