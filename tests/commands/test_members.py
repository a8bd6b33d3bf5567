"""Members: added and changed."""

import pytest

from stepmark.commands.groups import create_group
from stepmark.commands.invitations import invite_member
from stepmark.commands.members import add_member, update_member, update_profile
from stepmark.domain.people import GroupMember, Member, Role
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.access_links import open_invitations
from tests.cast import Cast
from tests.support.people import actor_now, events, on_plan, row, rows, stepmark


def test_an_administrator_changes_role_title_and_superior(cast: Cast) -> None:
    changes = {"role": "manager", "job_title": "Head of sales", "superior_id": str(cast.anna.member_id)}
    cast.run(update_member, cast.boris.member_id, changes)
    boris = row(cast, Member, cast.boris.member_id)
    assert (boris.role, boris.job_title, boris.superior_id) == ("manager", "Head of sales", cast.anna.member_id)


def test_the_change_is_remembered_with_both_values(cast: Cast) -> None:
    cast.run(update_member, cast.boris.member_id, {"name": "Boris Lem", "role": "manager"})
    (event,) = events(cast, "member", cast.boris.member_id)
    assert (event.name, event.actor_id) == ("member.updated", cast.anna.member_id)
    assert event.changes == {"role": ["salesperson", "manager"]}


@pytest.mark.parametrize("role", ["manager", "salesperson", "viewer"])
def test_nobody_but_an_administrator_gives_roles(cast: Cast, role: str) -> None:
    actors = {"manager": cast.magda, "salesperson": cast.boris, "viewer": cast.viktor}
    with pytest.raises(Problem) as refused:
        cast.run(update_member, actors[role].member_id, {"role": "administrator"}, by=actors[role])
    assert refused.value.type == "not-allowed"


def test_a_profile_can_not_give_its_owner_another_role(cast: Cast) -> None:
    cast.run(update_profile, {"role": "administrator", "name": "Boris L."}, by=cast.boris)
    boris = row(cast, Member, cast.boris.member_id)
    assert (boris.role, boris.name) == ("salesperson", "Boris L.")


def test_a_stranger_changes_nobody(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        cast.run(update_member, cast.boris.member_id, {"role": "viewer"}, by=cast.clara)
    assert refused.value.type == "not-found"


def test_a_stranger_is_nobodys_superior(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        cast.run(update_member, cast.boris.member_id, {"superior_id": cast.clara.member_id})
    assert (refused.value.type, refused.value.field) == ("broken-reference", "superior_id")


def test_the_last_administrator_stays_one(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(update_member, cast.anna.member_id, {"role": "manager"})
    assert list(refused.value.errors) == ["role"]
    cast.run(update_member, cast.magda.member_id, {"role": "administrator"})
    cast.run(update_member, cast.anna.member_id, {"role": "manager"})
    assert row(cast, Member, cast.anna.member_id).role == Role.MANAGER


def test_who_administers_no_more_leaves_no_open_invitation_behind(cast: Cast) -> None:
    cast.run(update_member, cast.magda.member_id, {"role": "administrator"})
    cast.run(invite_member, "friend@example.com", "administrator", by=actor_now(cast, cast.magda))
    cast.run(update_member, cast.magda.member_id, {"role": "manager"})
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert open_invitations(session, cast.anna.workspace_id) == []


def test_superiors_form_no_circle(cast: Cast) -> None:
    cast.run(update_member, cast.viktor.member_id, {"superior_id": cast.boris.member_id})
    for superior_id in (cast.magda.member_id, cast.boris.member_id, cast.viktor.member_id):
        with pytest.raises(Invalid) as refused:
            cast.run(update_member, cast.magda.member_id, {"superior_id": superior_id})
        assert list(refused.value.errors) == ["superior_id"]


def test_a_superior_can_be_taken_away(cast: Cast) -> None:
    cast.run(update_member, cast.boris.member_id, {"superior_id": ""})
    assert row(cast, Member, cast.boris.member_id).superior_id is None


def test_who_has_not_seen_the_newest_version_overwrites_nothing(cast: Cast) -> None:
    cast.run(update_member, cast.boris.member_id, {"job_title": "Seller"}, version=1)
    with pytest.raises(Problem) as refused:
        cast.run(update_member, cast.boris.member_id, {"job_title": "Vendor"}, version=1)
    assert refused.value.type == "conflict"
    assert row(cast, Member, cast.boris.member_id).job_title == "Seller"


def test_a_change_that_changes_nothing_is_no_event(cast: Cast) -> None:
    cast.run(update_member, cast.boris.member_id, {"name": "Boris Lem"})
    assert events(cast, "member", cast.boris.member_id) == []
    assert row(cast, Member, cast.boris.member_id).version == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", ""), ("name", "x" * 201), ("name", "NUL \x00"), ("name", "half \ud800"), ("name", "x" * 1_000_000),
        ("role", "emperor"), ("role", ""), ("job_title", "x" * 201), ("superior_id", "1; drop table member"),
    ],
)  # fmt: skip
def test_hostile_values_are_refused_by_their_field(cast: Cast, key: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(update_member, cast.boris.member_id, {key: value})
    assert list(refused.value.errors) == [key]


@pytest.mark.parametrize(
    ("key", "value"), [("locale", "xx"), ("time_zone", "Mars/Olympus"), ("time_zone", "../etc/passwd"), ("name", " ")]
)
def test_a_profile_takes_only_what_exists(cast: Cast, key: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(update_profile, {key: value}, by=cast.viktor)
    assert list(refused.value.errors) == [key]


def test_a_member_is_put_into_groups_and_out_of_them(cast: Cast) -> None:
    north, south = cast.run(create_group, "North"), cast.run(create_group, "South")
    cast.run(update_member, cast.boris.member_id, {"group_ids": [str(north), south]})
    cast.run(update_member, cast.boris.member_id, {"group_ids": [south]})
    with cast.database.reading(None) as session:
        assert [each.group_id for each in session.query(GroupMember)] == [south]


def test_the_command_line_adds_members_as_long_as_the_plan_has_seats(cast: Cast) -> None:
    added = cast.run(
        add_member, "dora@example.com", "Dora Vale", "manager", superior_id=cast.magda.member_id, by=stepmark(cast)
    )
    assert row(cast, Member, added).superior_id == cast.magda.member_id
    on_plan(cast, "free")
    with pytest.raises(Problem) as refused:
        cast.run(add_member, "emil@example.com", "Emil Vale", "viewer", by=stepmark(cast))
    assert refused.value.type == "quota-exceeded"
    assert len(rows(cast, Member, Member.workspace_id == cast.anna.workspace_id)) == 5


def test_members_are_added_by_the_command_line_alone(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        cast.run(add_member, "dora@example.com", "Dora Vale", "viewer")
    assert refused.value.type == "not-allowed"


def test_nobody_is_a_member_twice(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(add_member, "Boris@Example.com", "Boris", "viewer", by=stepmark(cast))
    assert list(refused.value.errors) == ["email"]
