"""Members who leave, what they leave behind, and how they come back."""

import pytest

from stepmark.catalogue.kinds import TASK
from stepmark.commands.deal_moves import close_deal
from stepmark.commands.invitations import invite_member
from stepmark.commands.leaving import activate_member, deactivate_member
from stepmark.commands.members import update_member
from stepmark.commands.passwords import offer_reset
from stepmark.commands.records import create_record
from stepmark.commands.sign_in import start_sign_in
from stepmark.commands.tasks import finish_task
from stepmark.commands.tokens import create_token
from stepmark.domain.companies import Company
from stepmark.domain.deals import Deal
from stepmark.domain.notes import Notice
from stepmark.domain.people import Member
from stepmark.domain.tasks import Task
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.access_links import open_invitations, reset_email
from stepmark.queries.dependents import dependents_of
from stepmark.queries.identity import identity_by_sign_in, identity_by_token
from tests.cast import Cast
from tests.support.people import actor_now, events, on_plan, row, rows


def test_who_leaves_is_signed_out_everywhere_and_their_tokens_end(cast: Cast) -> None:
    assert cast.boris.member_id
    member_id = cast.boris.member_id
    browser = cast.edge.run_as_system(lambda session: start_sign_in(session, member_id))
    program = cast.run(create_token, "reports", by=cast.boris)
    cast.run(deactivate_member, member_id)
    cast.run(activate_member, member_id)
    with cast.database.reading(None) as session:
        assert identity_by_sign_in(session, browser, 30) is None
        assert identity_by_token(session, program) is None


def test_who_leaves_can_not_come_back_by_a_link_of_their_own(cast: Cast) -> None:
    cast.run(update_member, cast.magda.member_id, {"role": "administrator"})
    cast.run(invite_member, "friend@example.com", "administrator", by=actor_now(cast, cast.magda))
    reset = cast.run(offer_reset, cast.magda.member_id)
    cast.run(deactivate_member, cast.magda.member_id)
    with cast.database.reading(None) as session:
        assert open_invitations(session, cast.anna.workspace_id) == []
        assert reset_email(session, reset) is None


def test_what_they_had_open_is_counted_by_kind(cast: Cast) -> None:
    _work_of_boris(cast)
    with cast.database.reading(cast.anna.workspace_id) as session:
        dependents = dependents_of(session, cast.boris.member_id or 0)
    assert [(kind.name, count) for kind, count in dependents.work] == [("deal", 1), ("task", 1)]
    assert dependents.reports == 0


def test_the_heir_gets_what_is_open_and_nothing_that_is_over(cast: Cast) -> None:
    open_deal, won_deal, open_task, done_task = _work_of_boris(cast)
    company = cast.company(responsible_id=cast.boris.member_id)
    cast.run(deactivate_member, cast.boris.member_id, cast.magda.member_id)
    boris, magda = cast.boris.member_id, cast.magda.member_id
    assert [row(cast, Deal, each).responsible_id for each in (open_deal, won_deal)] == [magda, boris]
    assert [row(cast, Task, each).responsible_id for each in (open_task, done_task)] == [magda, boris]
    assert row(cast, Company, company).responsible_id == magda


def test_a_handover_stands_in_the_history_and_the_heir_is_told(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    cast.run(deactivate_member, cast.boris.member_id, cast.magda.member_id)
    event = events(cast, "deal", deal)[-1]
    assert event.changes == {"responsible_id": [cast.boris.member_id, cast.magda.member_id]}
    (notice,) = rows(cast, Notice)
    assert (notice.member_id, notice.details["count"]) == (cast.magda.member_id, "1")


def test_without_an_heir_their_work_stays_theirs(cast: Cast) -> None:
    deal = cast.deal(responsible_id=cast.boris.member_id)
    cast.run(deactivate_member, cast.boris.member_id)
    assert row(cast, Deal, deal).responsible_id == cast.boris.member_id


@pytest.mark.parametrize("heir", ["a stranger", "themselves", "somebody who left"])
def test_an_heir_must_work_here(cast: Cast, heir: str) -> None:
    cast.run(deactivate_member, cast.viktor.member_id)
    heirs = {"a stranger": cast.clara, "themselves": cast.boris, "somebody who left": cast.viktor}
    with pytest.raises(Problem) as refused:
        cast.run(deactivate_member, cast.boris.member_id, heirs[heir].member_id)
    assert (refused.value.type, refused.value.field) == ("broken-reference", "heir_id")
    assert row(cast, Member, cast.boris.member_id).active


def test_nobody_deactivates_themselves(cast: Cast) -> None:
    with pytest.raises(Invalid):
        cast.run(deactivate_member, cast.anna.member_id)
    assert row(cast, Member, cast.anna.member_id).active


def test_two_administrators_can_not_turn_each_other_out_with_nobody_left(cast: Cast) -> None:
    cast.run(update_member, cast.magda.member_id, {"role": "administrator"})
    magda = actor_now(cast, cast.magda)
    cast.run(deactivate_member, cast.magda.member_id)
    with pytest.raises(Invalid):
        cast.run(deactivate_member, cast.anna.member_id, by=magda)


@pytest.mark.parametrize("name", ["magda", "boris", "viktor"])
def test_only_administrators_let_people_leave(cast: Cast, name: str) -> None:
    with pytest.raises(Problem) as refused:
        cast.run(deactivate_member, cast.viktor.member_id, by=getattr(cast, name))
    assert refused.value.type == "not-allowed"


def test_to_a_stranger_the_member_does_not_exist(cast: Cast) -> None:
    for verb in (deactivate_member, activate_member):
        with pytest.raises(Problem) as refused:
            cast.run(verb, cast.boris.member_id, by=cast.clara)
        assert refused.value.type == "not-found"


def test_coming_back_needs_a_free_seat(cast: Cast) -> None:
    cast.run(deactivate_member, cast.boris.member_id)
    on_plan(cast, "free")
    with pytest.raises(Problem) as refused:
        cast.run(activate_member, cast.boris.member_id)
    assert (refused.value.type, refused.value.more["limit"]) == ("quota-exceeded", 3)
    cast.run(deactivate_member, cast.viktor.member_id)
    cast.run(activate_member, cast.boris.member_id)
    assert row(cast, Member, cast.boris.member_id).active


def _work_of_boris(cast: Cast) -> tuple[int, int, int, int]:
    """An open deal, one that is won, an open task and a finished one."""
    open_deal, won_deal = cast.deal(by=cast.boris), cast.deal(by=cast.boris)
    cast.run(close_deal, won_deal, "won", by=cast.boris)
    open_task, done_task = (cast.run(create_record, TASK, {"title": "Call"}, by=cast.boris) for _ in range(2))
    cast.run(finish_task, done_task, by=cast.boris)
    return open_deal, won_deal, open_task, done_task
