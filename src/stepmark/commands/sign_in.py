"""Signing in and out. The password has been checked before: hashing is slow, and transactions are not for waiting."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.persons import end_sign_ins
from stepmark.commands.work import Work
from stepmark.domain.people import Member, SignIn
from stepmark.platform.clock import now
from stepmark.platform.ids import new_token, token_hash


def start_sign_in(session: Session, member_id: int, user_agent: str = "", address: str = "") -> str:
    """Let a member in from a browser. Returns the token for its cookie, which is kept nowhere else."""
    member = session.get_one(Member, member_id)
    token = new_token()
    session.add(
        SignIn(
            token_hash=token_hash(token),
            person_id=member.person_id,
            member_id=member.id,
            user_agent=user_agent[:300],
            address=address[:60],
        )
    )
    return token


def enter_as(session: Session, sign_in_id: int, member_id: int) -> str:
    """Go on in another workspace that the same person is a member of. Returns the new token; the old one ends."""
    sign_in = session.get_one(SignIn, sign_in_id, with_for_update=True)
    member = session.get(Member, member_id)
    if member is None or not member.active or member.person_id != sign_in.person_id:
        raise not_found()
    token = new_token()
    sign_in.member_id, sign_in.token_hash, sign_in.seen_at = member.id, token_hash(token), now()
    return token


def sign_out(session: Session, token: str) -> None:
    """End the sign-in that this cookie stands for, if there is one."""
    sign_in = session.scalars(select(SignIn).where(SignIn.token_hash == token_hash(token))).one_or_none()
    if sign_in is not None and sign_in.ended_at is None:
        sign_in.ended_at = now()


def end_sign_in(work: Work, sign_in_id: int) -> None:
    """Sign one of the actor's own browsers out."""
    sign_in = work.session.get(SignIn, sign_in_id)
    if sign_in is None or sign_in.person_id != _own_person(work):
        raise not_found()
    sign_in.ended_at = sign_in.ended_at or now()


def end_other_sign_ins(work: Work, but: int) -> None:
    """Sign all of the actor's browsers out except the one they sit at."""
    end_sign_ins(work.session, _own_person(work), but=but)


def _own_person(work: Work) -> int:
    return work.session.get_one(Member, work.actor.member_id).person_id
