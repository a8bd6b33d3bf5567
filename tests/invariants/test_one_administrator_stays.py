"""A workspace keeps an active administrator, and superiors form no circle, though two administrators act at once."""

import pytest

from stepmark.commands.leaving import deactivate_member
from stepmark.commands.members import update_member
from stepmark.domain.people import Member
from tests.cast import Cast
from tests.invariants.racing import change, cross
from tests.support.people import actor_now, row


@pytest.mark.parametrize("verb", ["demote", "deactivate"])
def test_two_administrators_who_turn_on_each_other_leave_one(cast: Cast, verb: str) -> None:
    cast.run(update_member, cast.magda.member_id, {"role": "administrator"})
    anna, magda = cast.anna, actor_now(cast, cast.magda)
    if verb == "demote":
        first = change(update_member, magda.member_id, {"role": "viewer"}, by=anna)
        second = change(update_member, anna.member_id, {"role": "viewer"}, by=magda)
    else:
        first = change(deactivate_member, magda.member_id, by=anna)
        second = change(deactivate_member, anna.member_id, by=magda)
    refused = cross(cast, first, second)
    assert refused
    assert refused.type == "invalid"
    still = row(cast, Member, anna.member_id)
    assert (still.active, still.role) == (True, "administrator")


def test_two_halves_of_a_circle_do_not_meet(cast: Cast) -> None:
    first = change(update_member, cast.viktor.member_id, {"superior_id": cast.boris.member_id})
    second = change(update_member, cast.boris.member_id, {"superior_id": cast.viktor.member_id})
    refused = cross(cast, first, second)
    assert refused
    assert refused.field == "superior_id"
