"""Invitations: made, taken back and accepted."""

from datetime import timedelta
from typing import Any

import pytest

from stepmark.commands.invitations import accept_invitation, invite_member, revoke_invitation
from stepmark.commands.leaving import deactivate_member
from stepmark.domain.people import AccessLink, Member, Person, Role
from stepmark.domain.rights import Actor
from stepmark.platform.clock import now, set_clock
from stepmark.platform.errors import Invalid, Problem
from tests.cast import Cast
from tests.support.people import events, kept_password, on_plan, row, rows

DORA = "Dora@Example.com"


def test_whoever_has_the_link_becomes_a_member_with_the_role_they_were_invited_to(cast: Cast) -> None:
    member_id = _accept(cast, cast.run(invite_member, DORA, "manager"))
    member = row(cast, Member, member_id)
    assert (member.name, member.role, member.workspace_id) == ("Dora Vale", "manager", cast.anna.workspace_id)
    assert [event.name for event in events(cast, "member", member_id)] == ["member.joined"]


def test_only_the_hash_of_the_link_is_kept(cast: Cast) -> None:
    token = cast.run(invite_member, DORA, "manager")
    (link,) = rows(cast, AccessLink)
    assert token not in repr(vars(link))
    assert token not in repr([vars(event) for event in events(cast, "invitation", link.id)])


def test_a_link_works_once(cast: Cast) -> None:
    token = cast.run(invite_member, DORA, "manager")
    _accept(cast, token)
    assert _refusal(cast, token) == "not-found"


def test_a_link_ends_after_a_week(cast: Cast) -> None:
    token = cast.run(invite_member, DORA, "manager")
    set_clock((now() + timedelta(days=7, minutes=1)).isoformat())
    assert _refusal(cast, token) == "not-found"


def test_a_link_that_was_taken_back_ends(cast: Cast) -> None:
    token = cast.run(invite_member, DORA, "manager")
    (link,) = rows(cast, AccessLink)
    cast.run(revoke_invitation, link.id)
    assert _refusal(cast, token) == "not-found"
    assert [event.name for event in events(cast, "invitation", link.id)] == ["member.invited", "invitation.revoked"]


def test_a_new_invitation_replaces_the_one_before(cast: Cast) -> None:
    first, second = cast.run(invite_member, DORA, "manager"), cast.run(invite_member, DORA.lower(), "viewer")
    assert _refusal(cast, first) == "not-found"
    assert row(cast, Member, _accept(cast, second)).role == Role.VIEWER


def test_the_link_of_one_workspace_opens_no_other(cast: Cast) -> None:
    token = cast.run(invite_member, DORA, "manager")
    guest = Actor(cast.clara.workspace_id, None, "Dora", Role.VIEWER)
    with pytest.raises(Problem) as refused:
        cast.run(accept_invitation, token, "Dora", kept_password(), by=guest)
    assert refused.value.type == "not-found"


def test_who_signs_in_already_must_have_proven_their_password(cast: Cast) -> None:
    token = cast.run(invite_member, "clara@example.com", "manager")
    assert _refusal(cast, token) == "conflict"
    (clara,) = rows(cast, Person, Person.email == "clara@example.com")
    member = row(cast, Member, _accept(cast, token, password_hash="", known_person_id=clara.id))
    assert member.person_id == clara.id
    assert row(cast, Person, clara.id).password_hash == clara.password_hash


def test_having_proven_to_be_somebody_else_does_not_help(cast: Cast) -> None:
    token = cast.run(invite_member, DORA, "administrator")
    (boris,) = rows(cast, Person, Person.email == "boris@example.com")
    with pytest.raises(Problem) as refused:
        _accept(cast, token, password_hash="", known_person_id=boris.id)
    assert refused.value.type == "conflict"


def test_members_and_those_who_left_are_not_invited(cast: Cast) -> None:
    for _each in range(2):
        with pytest.raises(Invalid) as refused:
            cast.run(invite_member, "VIKTOR@example.com", "viewer")
        assert list(refused.value.errors) == ["email"]
        cast.run(deactivate_member, cast.viktor.member_id)


def test_without_a_free_seat_nobody_is_invited_and_nobody_joins(cast: Cast) -> None:
    token = cast.run(invite_member, DORA, "viewer")
    on_plan(cast, "free")
    with pytest.raises(Problem) as refused:
        cast.run(invite_member, "emil@example.com", "viewer")
    assert (refused.value.type, refused.value.more["plan"]) == ("quota-exceeded", "free")
    assert _refusal(cast, token) == "quota-exceeded"


@pytest.mark.parametrize("name", ["magda", "boris", "viktor"])
def test_only_administrators_invite_and_take_back(cast: Cast, name: str) -> None:
    cast.run(invite_member, DORA, "viewer")
    (link,) = rows(cast, AccessLink)
    for verb, args in ((invite_member, ("emil@example.com", "viewer")), (revoke_invitation, (link.id,))):
        with pytest.raises(Problem) as refused:
            cast.run(verb, *args, by=getattr(cast, name))
        assert refused.value.type == "not-allowed"


def test_a_stranger_takes_no_invitation_back(cast: Cast) -> None:
    token = cast.run(invite_member, DORA, "viewer")
    (link,) = rows(cast, AccessLink)
    with pytest.raises(Problem) as refused:
        cast.run(revoke_invitation, link.id, by=cast.clara)
    assert refused.value.type == "not-found"
    assert _accept(cast, token)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", ("nobody", "viewer")),
        ("email", ("", "viewer")),
        ("email", ("a" * 320 + "@example.com", "viewer")),
        ("email", ("a\x00@example.com", "viewer")),
        ("role", (DORA, "emperor")),
        ("name", (DORA, "viewer", "x" * 201)),
    ],
)
def test_hostile_values_are_refused_by_their_field(cast: Cast, field: str, values: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(invite_member, *values)
    assert list(refused.value.errors) == [field]


def _accept(cast: Cast, token: str, **details: Any) -> int:
    guest = Actor(cast.anna.workspace_id, None, "Dora Vale", Role.VIEWER)
    details = {"password_hash": kept_password()} | details
    return int(cast.run(accept_invitation, token, "Dora Vale", by=guest, **details))


def _refusal(cast: Cast, token: str) -> str:
    with pytest.raises(Problem) as refused:
        _accept(cast, token)
    return refused.value.type
