"""Who is in the workspace, and who is below whom."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.people import Member, Person
from stepmark.platform.text import fold


def team_of(session: Session, member_id: int | None) -> frozenset[int]:
    """Everyone below a member in the tree of superiors, without the member; a circle ends itself."""
    below = select(Member.id).where(Member.superior_id == member_id).cte("below", recursive=True)
    deeper = select(Member.id).join(below, Member.superior_id == below.c.id)
    return frozenset(session.scalars(select(below.union(deeper).c.id))) - {member_id or 0}


def members(session: Session, *, active_only: bool = True) -> list[Member]:
    """The members by name."""
    query = select(Member).order_by(Member.name, Member.id)
    return list(session.scalars(query.where(Member.active.is_(True)) if active_only else query))


def member_names(session: Session, ids: Collection[int | None]) -> dict[int, str]:
    """Names by id, those who left included."""
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    rows = session.execute(select(Member.id, Member.name).where(Member.id.in_(wanted)))
    return {member_id: name for member_id, name in rows}  # noqa: C416 - mypy takes no rows for pairs


def member_by_email(session: Session, email: str) -> Member | None:
    """The member who signs in with this address, whether active or not."""
    query = select(Member).join(Person, Person.id == Member.person_id)
    return session.scalars(query.where(Person.email_folded == fold(email.strip()))).one_or_none()
