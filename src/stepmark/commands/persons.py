"""The people who can sign in, whatever workspaces they belong to."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.people import Person, SignIn
from stepmark.platform.clock import now
from stepmark.platform.text import fold


def person_for(session: Session, email: str, name: str, password_hash: str) -> Person:
    """Whoever signs in with this address; added if nobody does. Someone known keeps their password."""
    known = session.scalars(select(Person).where(Person.email_folded == fold(email)).with_for_update()).one_or_none()
    if known is not None:
        known.password_hash = known.password_hash or password_hash
        return known
    person = Person(email=email, email_folded=fold(email), name=name, password_hash=password_hash)
    session.add(person)
    session.flush()
    return person


def end_sign_ins(session: Session, person_id: int, *, but: int | None = None) -> None:
    """End every sign-in of a person, `but` the one they sit at."""
    for sign_in in session.scalars(select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))):
        if sign_in.id != but:
            sign_in.ended_at = now()
