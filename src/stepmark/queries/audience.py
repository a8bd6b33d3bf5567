"""Tasks that are for a group or for job titles: to others they do not exist."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from stepmark.domain.people import Group, GroupMember, Member
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task, titles_as_kept


def is_limited(task: Any = Task) -> ColumnElement[bool]:
    """Whether a task is for some alone."""
    return or_(task.for_group_id.is_not(None), task.for_titles_folded.is_not(None))


def is_for(actor: Actor, task: Any = Task) -> ColumnElement[bool]:
    """Whether such a task is for the actor: by group, by job title, as the responsible member or as the creator."""
    if actor.member_id is None:
        return false()
    in_group = exists().where(GroupMember.group_id == task.for_group_id, GroupMember.member_id == actor.member_id)
    title = titles_as_kept([actor.job_title])
    has_title = task.for_titles_folded.contains(title, autoescape=True) if title else false()
    mine = or_(task.responsible_id == actor.member_id, task.creator_id == actor.member_id)
    return func.coalesce(or_(mine, in_group, has_title), false())


def withheld(actor: Actor, task: Any = Task) -> ColumnElement[bool]:
    """Whether a task is for others alone, whatever else the actor sees."""
    return false() if actor.is_admin else and_(is_limited(task), ~is_for(actor, task))


def is_audience(session: Session, actor: Actor, task: Task) -> bool:
    """What `is_for` says in SQL, of one task; a statement where its group decides."""
    if actor.is_admin:
        return True
    if actor.member_id is None:
        return False
    title = titles_as_kept([actor.job_title])
    if actor.member_id in (task.responsible_id, task.creator_id) or (title and title in (task.for_titles_folded or "")):
        return True
    group = (GroupMember.group_id == task.for_group_id, GroupMember.member_id == actor.member_id)
    return session.scalar(select(GroupMember.member_id).where(*group)) is not None


def for_whom(session: Session, task: Task) -> list[str]:
    """The names of those that a task is for alone: its group's, and job titles."""
    group = session.get(Group, task.for_group_id) if task.for_group_id is not None else None
    return [*([group.name] if group else []), *(task.for_job_titles or ())]


def job_titles(session: Session) -> list[str]:
    """Those that active members have."""
    query = select(Member.job_title).where(Member.active.is_(True), Member.job_title != "").distinct()
    return sorted(session.scalars(query))
