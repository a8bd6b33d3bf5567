"""Groups of members, such as regional offices."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from stepmark.commands import inputs
from stepmark.commands.access import not_found
from stepmark.commands.work import Work
from stepmark.domain.people import Group, GroupMember, Member
from stepmark.domain.rights import require_admin
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _

MOST_IDS = 10_000


def create_group(work: Work, name: str, member_ids: Collection[Any] = ()) -> int:
    """A group with these members. Returns its id."""
    require_admin(work.actor)
    group = Group(name=_free_name(work, name))
    work.session.add(group)
    work.session.flush()
    work.happened("group.created", "group", group.id, {"name": (None, group.name)}, label=group.name)
    _set_members(work, group, member_ids)
    return group.id


def update_group(work: Work, group_id: int, name: str | None, member_ids: Collection[Any] | None) -> None:
    """Give a group this name and exactly these members; what is None stays."""
    require_admin(work.actor)
    group = _group(work, group_id)
    before, group.name = group.name, group.name if name is None else _free_name(work, name, group.id)
    if group.name != before:
        work.happened("group.updated", "group", group.id, {"name": (before, group.name)}, label=group.name)
    if member_ids is not None:
        _set_members(work, group, member_ids)


def delete_group(work: Work, group_id: int) -> None:
    """Dissolve a group; its members stay."""
    require_admin(work.actor)
    group = _group(work, group_id)
    work.session.delete(group)
    work.happened("group.deleted", "group", group.id, label=group.name)


def set_groups(work: Work, member: Member, group_ids: Collection[Any]) -> None:
    """Let a member be in exactly these groups."""
    wanted = _ids("group_ids", group_ids)
    rows = {row.group_id: row for row in work.session.scalars(_memberships(GroupMember.member_id == member.id))}
    known = set(work.session.scalars(select(Group.id).where(Group.id.in_(wanted))))
    _require_all("group_ids", wanted, known)
    _replace(work, rows, {group_id: GroupMember(group_id=group_id, member_id=member.id) for group_id in wanted})
    if rows.keys() != wanted:
        changes = {"group_ids": (sorted(rows), sorted(wanted))}
        work.happened("member.updated", "member", member.id, changes, label=member.name)


def _set_members(work: Work, group: Group, member_ids: Collection[Any]) -> None:
    wanted = _ids("member_ids", member_ids)
    rows = {row.member_id: row for row in work.session.scalars(_memberships(GroupMember.group_id == group.id))}
    known = set(work.session.scalars(select(Member.id).where(Member.id.in_(wanted), Member.active.is_(True))))
    _require_all("member_ids", wanted, known | rows.keys())
    _replace(work, rows, {member_id: GroupMember(group_id=group.id, member_id=member_id) for member_id in wanted})
    if rows.keys() != wanted:
        changes = {"member_ids": (sorted(rows), sorted(wanted))}
        work.happened("group.updated", "group", group.id, changes, label=group.name)


def _replace(work: Work, before: dict[int, GroupMember], after: dict[int, GroupMember]) -> None:
    for key in before.keys() - after.keys():
        work.session.delete(before[key])
    work.session.add_all(after[key] for key in after.keys() - before.keys())


def _memberships(condition: Any) -> Any:
    return select(GroupMember).where(condition)


def _group(work: Work, group_id: int) -> Group:
    group = work.session.scalars(select(Group).where(Group.id == group_id).with_for_update()).one_or_none()
    if group is None:
        raise not_found()
    return group


def _free_name(work: Work, raw: str, own_id: int = 0) -> str:
    name = inputs.line("name", _("Name"), raw)
    if work.session.scalars(select(Group.id).where(Group.name == name, Group.id != own_id)).first():
        raise Invalid({"name": _("There is a group of this name already.")})
    return name


def _ids(key: str, raw: Collection[Any]) -> set[int]:
    if len(raw) > MOST_IDS or not all(_is_id(each) for each in raw):
        raise Invalid({key: _("Choose one from the list.")})
    return {int(each) for each in raw}


def _is_id(raw: Any) -> bool:
    return not isinstance(raw, bool) and str(raw).isascii() and str(raw).isdigit() and len(str(raw)) < 19


def _require_all(key: str, wanted: set[int], known: Collection[int]) -> None:
    if wanted - set(known):
        raise Problem("broken-reference", _("Something chosen here does not exist any more. Choose again."), field=key)
