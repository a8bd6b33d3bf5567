"""Sign-ins: started, ended, taken to another workspace."""

import pytest

from stepmark.commands.sign_in import end_other_sign_ins, end_sign_in, enter_as, sign_out, start_sign_in
from stepmark.domain.people import Member, SignIn
from stepmark.domain.rights import Actor
from stepmark.platform.errors import Problem
from stepmark.queries.identity import Identity, identity_by_sign_in
from tests.cast import Cast
from tests.support.people import row, rows


def test_the_token_of_a_sign_in_is_nowhere_in_the_database(cast: Cast) -> None:
    token = _start(cast, cast.boris)
    assert _identity(cast, token)
    assert token not in repr([vars(each) for each in rows(cast, SignIn)])


def test_signing_out_ends_this_browser_only(cast: Cast) -> None:
    here, there = _start(cast, cast.boris), _start(cast, cast.boris)
    _sign_out(cast, here)
    assert _identity(cast, here) is None
    assert _identity(cast, there)


def test_signing_out_twice_or_with_nothing_is_no_fault(cast: Cast) -> None:
    token = _start(cast, cast.boris)
    for each in (token, token, "", "nonsense \x00 \ud800"):
        _sign_out(cast, each)
    assert _identity(cast, token) is None


def test_a_colleague_and_a_stranger_end_no_sign_in_of_mine(cast: Cast) -> None:
    token = _start(cast, cast.boris)
    (sign_in,) = rows(cast, SignIn)
    for actor in (cast.anna, cast.viktor, cast.clara):
        with pytest.raises(Problem) as refused:
            cast.run(end_sign_in, sign_in.id, by=actor)
        assert refused.value.type == "not-found"
    assert _identity(cast, token)
    cast.run(end_sign_in, sign_in.id, by=cast.boris)
    assert _identity(cast, token) is None


def test_all_other_browsers_are_signed_out_and_nobody_elses(cast: Cast) -> None:
    here, there, annas = _start(cast, cast.boris), _start(cast, cast.boris), _start(cast, cast.anna)
    identity = _identity(cast, here)
    assert identity
    cast.run(end_other_sign_ins, identity.access_id, by=cast.boris)
    assert [bool(_identity(cast, token)) for token in (here, there, annas)] == [True, False, True]


def test_a_person_goes_on_in_their_other_workspace_under_a_new_token(cast: Cast) -> None:
    other = _boris_with_strangers(cast)
    old = _start(cast, cast.boris)
    identity = _identity(cast, old)
    assert identity
    assert identity.workspaces == 2
    new = _enter(cast, identity, other)
    entered = _identity(cast, new)
    assert entered
    assert entered.actor.workspace_id == cast.clara.workspace_id
    assert _identity(cast, old) is None


def test_nobody_goes_on_as_somebody_else_or_where_they_have_left(cast: Cast) -> None:
    other = _boris_with_strangers(cast, active=False)
    token = _start(cast, cast.boris)
    identity = _identity(cast, token)
    assert identity
    for member_id in (other, cast.clara.member_id, cast.anna.member_id, 0):
        with pytest.raises(Problem) as refused:
            _enter(cast, identity, member_id or 0)
        assert refused.value.type == "not-found"
    assert _identity(cast, token) == identity


def test_what_a_browser_says_of_itself_is_cut_to_size(cast: Cast) -> None:
    cast.edge.run_as_system(lambda session: start_sign_in(session, cast.boris.member_id or 0, "x" * 5000, "y" * 500))
    (sign_in,) = rows(cast, SignIn)
    assert (len(sign_in.user_agent), len(sign_in.address)) == (300, 60)


def _start(cast: Cast, actor: Actor) -> str:
    return cast.edge.run_as_system(lambda session: start_sign_in(session, actor.member_id or 0))


def _sign_out(cast: Cast, token: str) -> None:
    cast.edge.run_as_system(lambda session: sign_out(session, token))


def _enter(cast: Cast, identity: Identity, member_id: int) -> str:
    return cast.edge.run_as_system(lambda session: enter_as(session, identity.access_id, member_id))


def _identity(cast: Cast, token: str) -> Identity | None:
    with cast.database.reading(None) as session:
        return identity_by_sign_in(session, token, 30)


def _boris_with_strangers(cast: Cast, *, active: bool = True) -> int:
    person_id = row(cast, Member, cast.boris.member_id).person_id
    with cast.database.writing(cast.clara.workspace_id) as session:
        member = Member(person_id=person_id, name="Boris", role="viewer", active=active)
        session.add(member)
        session.flush()
        session.commit()
        return member.id
