"""The list of people, as administrators and programs read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from stepmark.domain.people import Group, Member, Person, SignIn
from stepmark.queries.groups import groups_by_member


@dataclass(frozen=True)
class MemberRow:
    """A member with what stands around them."""

    member: Member
    email: str
    superior: Member | None
    groups: Sequence[Group]
    seen_at: datetime | None


def list_members(session: Session, *, active: bool) -> list[MemberRow]:
    """Those who work here, or those who have left, by name; two statements, however many there are."""
    superior = aliased(Member)
    seen_at = select(func.max(SignIn.seen_at)).where(SignIn.member_id == Member.id).scalar_subquery()
    query = (
        select(Member, Person.email, superior, seen_at)
        .join(Person, Person.id == Member.person_id)
        .outerjoin(superior, superior.id == Member.superior_id)
        .where(Member.active.is_(active))
        .order_by(Member.name, Member.id)
    )
    by_member = groups_by_member(session)
    return [
        MemberRow(member, email, above, by_member.get(member.id, []), seen)
        for member, email, above, seen in session.execute(query)
    ]
