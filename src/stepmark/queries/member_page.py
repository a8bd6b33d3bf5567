"""Members for programs: page by page, or one."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.people import Member, Person


def member_page(session: Session, *, after: int, limit: int) -> tuple[Sequence[tuple[Member, str]], int | None]:
    """The first `limit` members beyond the id `after`, each with their e-mail, and the id to go on from."""
    query = select(Member, Person.email).join(Person, Person.id == Member.person_id).where(Member.id > after)
    found = [(member, email) for member, email in session.execute(query.order_by(Member.id).limit(limit + 1))]
    return found[:limit], found[limit - 1][0].id if len(found) > limit else None


def member_with_email(session: Session, member_id: int) -> tuple[Member, str] | None:
    """One of them, also who has left."""
    query = select(Member, Person.email).join(Person, Person.id == Member.person_id).where(Member.id == member_id)
    found = session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])
