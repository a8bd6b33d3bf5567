"""I5: the users of a workspace never exceed its plan, however many join at the same moment."""

import pytest
from sqlalchemy import func, select

from stepmark.commands.invitations import accept_invitation, invite_member
from stepmark.commands.leaving import activate_member, deactivate_member
from stepmark.commands.members import add_member
from stepmark.domain.people import Member, Role
from stepmark.domain.plans import plan
from stepmark.domain.rights import Actor
from tests.cast import Cast
from tests.invariants.racing import Change, all_at_once, change, cross
from tests.support.people import kept_password, on_plan, stepmark

CROWD = 20


def test_of_twenty_who_accept_at_once_the_free_seats_are_filled_and_no_more(cast: Cast) -> None:
    joining = [_joining(cast, number) for number in range(CROWD)]
    on_plan(cast, "starter")
    refusals = all_at_once(cast, joining)
    assert _users(cast) == plan("starter").users
    assert {each.type for each in refusals if each} == {"quota-exceeded"}
    assert refusals.count(None) == (plan("starter").users or 0) - 4


def test_one_invitation_lets_one_person_in_however_many_use_it_at_once(cast: Cast) -> None:
    joining = _joining(cast, 1)
    refusals = all_at_once(cast, [joining] * 5)
    assert (refusals.count(None), _users(cast)) == (1, 5)


@pytest.mark.parametrize("swapped", [False, True])
def test_somebody_coming_back_and_somebody_joining_do_not_share_the_last_seat(cast: Cast, swapped: bool) -> None:
    cast.run(deactivate_member, cast.boris.member_id)
    cast.run(deactivate_member, cast.viktor.member_id)
    joining, returning = _joining(cast, 1), change(activate_member, cast.boris.member_id)
    on_plan(cast, "free")
    refused = cross(cast, returning, joining) if swapped else cross(cast, joining, returning)
    assert refused
    assert refused.type == "quota-exceeded"
    assert _users(cast) == 3


def test_what_a_smaller_plan_does_not_hold_stays_and_nothing_is_added(cast: Cast) -> None:
    on_plan(cast, "free")
    assert _users(cast) == 4
    (refused,) = all_at_once(cast, [change(add_member, "dora@example.com", "Dora", "viewer", by=stepmark(cast))])
    assert refused
    assert refused.type == "quota-exceeded"


def _joining(cast: Cast, number: int) -> Change:
    token = cast.run(invite_member, f"guest{number}@example.com", "viewer")
    guest = Actor(cast.anna.workspace_id, None, f"Guest {number}", Role.VIEWER)
    return change(accept_invitation, token, f"Guest {number}", kept_password(), by=guest)


def _users(cast: Cast) -> int:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.scalar(select(func.count(Member.id)).where(Member.active.is_(True))) or 0
