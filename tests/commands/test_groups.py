"""Groups of members."""

from collections.abc import Mapping

import pytest

from stepmark.commands.groups import create_group, delete_group, update_group
from stepmark.commands.leaving import deactivate_member
from stepmark.domain.people import Group, Member
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.groups import active_members_by_group
from tests.cast import Cast
from tests.support.people import events, row, rows


def test_a_group_holds_the_members_it_was_given_last(cast: Cast) -> None:
    group = cast.run(create_group, "North", [cast.boris.member_id, cast.magda.member_id])
    cast.run(update_group, group, "North", [str(cast.viktor.member_id), cast.boris.member_id])
    assert _names(cast)[group] == ["Boris Lem", "Viktor Orlov"]
    assert [event.name for event in events(cast, "group", group)] == ["group.created", "group.updated", "group.updated"]


def test_who_has_left_is_shown_in_no_group_and_keeps_their_place(cast: Cast) -> None:
    group = cast.run(create_group, "North", [cast.boris.member_id])
    cast.run(deactivate_member, cast.boris.member_id)
    assert _names(cast).get(group) is None
    cast.run(update_group, group, "Northern office", [cast.boris.member_id])
    assert row(cast, Group, group).name == "Northern office"


def test_two_groups_can_not_have_one_name(cast: Cast) -> None:
    cast.run(create_group, "North")
    south = cast.run(create_group, "South")
    for verb, args in ((create_group, ("North",)), (update_group, (south, "North", []))):
        with pytest.raises(Invalid) as refused:
            cast.run(verb, *args)
        assert list(refused.value.errors) == ["name"]
    cast.run(create_group, "North", by=cast.clara)


def test_a_dissolved_group_leaves_its_members(cast: Cast) -> None:
    group = cast.run(create_group, "North", [cast.boris.member_id])
    cast.run(delete_group, group)
    assert rows(cast, Group) == []
    assert row(cast, Member, cast.boris.member_id).active


@pytest.mark.parametrize("name", ["magda", "boris", "viktor"])
def test_only_administrators_change_groups(cast: Cast, name: str) -> None:
    group = cast.run(create_group, "North")
    for verb, args in ((create_group, ("South",)), (update_group, (group, "South", [])), (delete_group, (group,))):
        with pytest.raises(Problem) as refused:
            cast.run(verb, *args, by=getattr(cast, name))
        assert refused.value.type == "not-allowed"


def test_to_a_stranger_the_group_does_not_exist(cast: Cast) -> None:
    group = cast.run(create_group, "North")
    for verb, args in ((update_group, (group, "South", [])), (delete_group, (group,))):
        with pytest.raises(Problem) as refused:
            cast.run(verb, *args, by=cast.clara)
        assert refused.value.type == "not-found"


def test_a_stranger_is_in_none_of_our_groups(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        cast.run(create_group, "North", [cast.boris.member_id, cast.clara.member_id])
    assert (refused.value.type, refused.value.field) == ("broken-reference", "member_ids")


@pytest.mark.parametrize("ids", [["x"], ["1 or 1=1"], [True], ["9" * 30], [None], [-1], ["١"]])
def test_hostile_ids_are_refused(cast: Cast, ids: list[object]) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(create_group, "North", ids)
    assert list(refused.value.errors) == ["member_ids"]


def _names(cast: Cast) -> Mapping[int, list[str]]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        found = active_members_by_group(session)
        return {group_id: [member.name for member in members] for group_id, members in found.items()}
