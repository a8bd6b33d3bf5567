"""Groups, and who is in them."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.people import Group, GroupMember, Member


def groups(session: Session) -> list[Group]:
    """All groups by name."""
    return list(session.scalars(select(Group).order_by(Group.name, Group.id)))


def group(session: Session, group_id: int) -> Group | None:
    """One of them."""
    return session.get(Group, group_id)


def active_members_by_group(session: Session) -> Mapping[int, list[Member]]:
    """The active members of each group, by name."""
    query = (
        select(GroupMember.group_id, Member)
        .join(Member, Member.id == GroupMember.member_id)
        .where(Member.active.is_(True))
        .order_by(Member.name, Member.id)
    )
    found: dict[int, list[Member]] = defaultdict(list)
    for group_id, member in session.execute(query):
        found[group_id].append(member)
    return found


def active_members_of(session: Session, group_id: int) -> list[int]:
    """The ids of a group's active members, in the order of the list of people."""
    query = select(Member.id).join(GroupMember, GroupMember.member_id == Member.id)
    mine = query.where(GroupMember.group_id == group_id, Member.active.is_(True))
    return list(session.scalars(mine.order_by(Member.name, Member.id)))


def groups_by_member(session: Session) -> Mapping[int, list[Group]]:
    """The groups that each member is in, by name."""
    query = select(GroupMember.member_id, Group).join(Group, Group.id == GroupMember.group_id).order_by(Group.name)
    found: dict[int, list[Group]] = defaultdict(list)
    for member_id, group in session.execute(query):
        found[member_id].append(group)
    return found
