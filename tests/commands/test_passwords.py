"""New passwords: by their owner, by a link, by the command line."""

from datetime import timedelta

import pytest

from stepmark.commands.passwords import change_password, offer_reset, set_password, use_reset
from stepmark.commands.sign_in import start_sign_in
from stepmark.domain.people import AccessLink, Member, Person
from stepmark.platform.clock import now, set_clock
from stepmark.platform.errors import Problem
from stepmark.queries.identity import Identity, identity_by_sign_in
from tests.cast import Cast
from tests.support.people import events, row, rows


def test_a_reset_link_gives_a_new_password_and_signs_out_everywhere(cast: Cast) -> None:
    browser = _browser_of_boris(cast)
    token = cast.run(offer_reset, cast.boris.member_id)
    cast.edge.run_as_system(lambda session: use_reset(session, token, "the new hash"))
    assert _hash_of_boris(cast) == "the new hash"
    assert _identity(cast, browser) is None


def test_a_reset_link_works_once(cast: Cast) -> None:
    token = cast.run(offer_reset, cast.boris.member_id)
    cast.edge.run_as_system(lambda session: use_reset(session, token, "the new hash"))
    assert _refusal(cast, token) == "not-found"
    assert _hash_of_boris(cast) == "the new hash"


def test_a_reset_link_ends_after_a_day(cast: Cast) -> None:
    token = cast.run(offer_reset, cast.boris.member_id)
    set_clock((now() + timedelta(days=1, minutes=1)).isoformat())
    assert _refusal(cast, token) == "not-found"


def test_only_the_hash_of_the_link_is_kept(cast: Cast) -> None:
    token = cast.run(offer_reset, cast.boris.member_id)
    assert token not in repr([vars(link) for link in rows(cast, AccessLink)])
    assert token not in repr([vars(event) for event in events(cast, "member", cast.boris.member_id)])


@pytest.mark.parametrize("name", ["magda", "boris", "viktor"])
def test_only_administrators_offer_a_reset(cast: Cast, name: str) -> None:
    with pytest.raises(Problem) as refused:
        cast.run(offer_reset, cast.viktor.member_id, by=getattr(cast, name))
    assert refused.value.type == "not-allowed"


def test_to_a_stranger_the_member_does_not_exist(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        cast.run(offer_reset, cast.boris.member_id, by=cast.clara)
    assert refused.value.type == "not-found"


def test_no_administrator_resets_the_password_of_a_member_of_other_workspaces(cast: Cast) -> None:
    _also_with_strangers(cast)
    with pytest.raises(Problem) as refused:
        cast.run(offer_reset, cast.boris.member_id)
    assert refused.value.type == "not-allowed"


def test_nor_by_a_link_from_before(cast: Cast) -> None:
    token = cast.run(offer_reset, cast.boris.member_id)
    _also_with_strangers(cast)
    assert _refusal(cast, token) == "not-allowed"
    assert _hash_of_boris(cast) == ""


def test_a_change_by_the_owner_signs_the_other_browsers_out(cast: Cast) -> None:
    here, there = _browser_of_boris(cast), _browser_of_boris(cast)
    identity = _identity(cast, here)
    assert identity
    cast.run(change_password, "the new hash", identity.access_id, by=cast.boris)
    assert _hash_of_boris(cast) == "the new hash"
    assert _identity(cast, here)
    assert _identity(cast, there) is None


def test_the_command_line_sets_a_password_by_the_address(cast: Cast) -> None:
    browser = _browser_of_boris(cast)
    cast.edge.run_as_system(lambda session: set_password(session, "BORIS@example.com", "the new hash"))
    assert _hash_of_boris(cast) == "the new hash"
    assert _identity(cast, browser) is None
    with pytest.raises(Problem) as refused:
        cast.edge.run_as_system(lambda session: set_password(session, "nobody@example.com", "a hash"))
    assert refused.value.type == "not-found"


def _hash_of_boris(cast: Cast) -> str:
    return row(cast, Person, row(cast, Member, cast.boris.member_id).person_id).password_hash


def _browser_of_boris(cast: Cast) -> str:
    return cast.edge.run_as_system(lambda session: start_sign_in(session, cast.boris.member_id or 0))


def _identity(cast: Cast, token: str) -> Identity | None:
    with cast.database.reading(None) as session:
        return identity_by_sign_in(session, token, 30)


def _also_with_strangers(cast: Cast) -> None:
    person_id = row(cast, Member, cast.boris.member_id).person_id
    with cast.database.writing(cast.clara.workspace_id) as session:
        session.add(Member(person_id=person_id, name="Boris", role="viewer"))
        session.commit()


def _refusal(cast: Cast, token: str) -> str:
    with pytest.raises(Problem) as refused:
        cast.edge.run_as_system(lambda session: use_reset(session, token, "the new hash"))
    return refused.value.type
