"""New passwords: by their owner, by a link from an administrator, or by the command line. Callers hash them first."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.persons import end_sign_ins
from stepmark.commands.work import Work
from stepmark.domain.people import AccessLink, Member, Person
from stepmark.domain.rights import require_admin
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.ids import new_token, token_hash
from stepmark.platform.text import fold
from stepmark.queries.access_links import is_member_elsewhere, locked_link

RESET_LASTS = timedelta(days=1)


def set_password(session: Session, email: str, password_hash: str) -> None:
    """Give whoever signs in with this address a new password, and sign them out everywhere."""
    person = session.scalars(select(Person).where(Person.email_folded == fold(email))).one_or_none()
    if person is None:
        raise Problem("not-found", _("Nobody signs in with “%(email)s”.", email=email[:320]), field="email")
    _renew(session, person, password_hash)


def change_password(work: Work, password_hash: str, sign_in_id: int) -> None:
    """The actor's own new password. Every other browser of theirs is signed out."""
    member = work.session.get_one(Member, work.actor.member_id)
    _renew(work.session, work.session.get_one(Person, member.person_id), password_hash, but=sign_in_id)
    work.happened("member.password_changed", "member", member.id, label=member.name)


def offer_reset(work: Work, member_id: int) -> str:
    """An administrator's link with which a member chooses a new password, once, within a day. Returns its token."""
    require_admin(work.actor)
    member = work.session.get(Member, member_id)
    if member is None or not member.active:
        raise not_found()
    _refuse_if_elsewhere(work.session, member.workspace_id, member.person_id, member.name)
    token = new_token()
    work.session.add(
        AccessLink(
            token_hash=token_hash(token),
            workspace_id=member.workspace_id,
            person_id=member.person_id,
            invited_by=work.actor.member_id,
            expires_at=now() + RESET_LASTS,
        )
    )
    work.happened("member.reset_offered", "member", member.id, label=member.name)
    return token


def use_reset(session: Session, token: str, password_hash: str) -> None:
    """Choose the new password that a reset link offers. The link is used up, and the person signed out everywhere."""
    link = locked_link(session, token)
    if link is None or link.person_id is None:
        raise gone()
    person = session.get_one(Person, link.person_id)
    _refuse_if_elsewhere(session, link.workspace_id, person.id, person.name)
    link.used_at = now()
    _renew(session, person, password_hash)


def gone() -> Problem:
    """What is said of a reset link that leads nowhere."""
    return Problem("not-found", _("This link has been used or has expired. Ask an administrator for a new one."))


def _renew(session: Session, person: Person, password_hash: str, *, but: int | None = None) -> None:
    person.password_hash = password_hash
    end_sign_ins(session, person.id, but=but)


def _refuse_if_elsewhere(session: Session, workspace_id: int, person_id: int, name: str) -> None:
    # Or an administrator of one workspace could walk into another one.
    if is_member_elsewhere(session, person_id, workspace_id):
        text = _(
            "%(name)s belongs to another workspace too, so only they themselves can change their password, "
            "or whoever runs the server: stepmark user password.",
            name=name,
        )
        raise Problem("not-allowed", text)
