"""API tokens: made and ended by their owner."""

import pytest

from stepmark.commands.tokens import create_token, end_token
from stepmark.domain.people import ApiToken
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.identity import Identity, identity_by_token
from tests.cast import Cast
from tests.support.people import events, on_plan, rows, stepmark


def test_a_token_acts_with_the_rights_of_its_owner(cast: Cast) -> None:
    identity = _identity(cast, cast.run(create_token, "reports", by=cast.boris))
    assert identity
    assert (identity.actor.member_id, identity.actor.role) == (cast.boris.member_id, cast.boris.role)


def test_only_its_hash_is_kept(cast: Cast) -> None:
    token = cast.run(create_token, "reports", by=cast.boris)
    (kept,) = rows(cast, ApiToken)
    assert token not in repr(vars(kept))
    assert token not in repr([vars(event) for event in events(cast, "token", kept.id)])


def test_an_ended_token_lets_nobody_in(cast: Cast) -> None:
    token = cast.run(create_token, "reports", by=cast.boris)
    (kept,) = rows(cast, ApiToken)
    cast.run(end_token, kept.id, by=cast.boris)
    cast.run(end_token, kept.id, by=cast.boris)
    assert _identity(cast, token) is None
    assert [event.name for event in events(cast, "token", kept.id)] == ["token.created", "token.ended"]


def test_neither_an_administrator_nor_a_stranger_ends_it(cast: Cast) -> None:
    token = cast.run(create_token, "reports", by=cast.boris)
    (kept,) = rows(cast, ApiToken)
    for actor in (cast.anna, cast.clara):
        with pytest.raises(Problem) as refused:
            cast.run(end_token, kept.id, by=actor)
        assert refused.value.type == "not-found"
    assert _identity(cast, token)


def test_not_even_an_administrator_makes_one_for_somebody_else(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        cast.run(create_token, "reports", cast.boris.member_id)
    assert refused.value.type == "not-allowed"


def test_the_command_line_makes_one_for_a_member_of_the_workspace(cast: Cast) -> None:
    identity = _identity(cast, cast.run(create_token, "reports", cast.boris.member_id, by=stepmark(cast)))
    assert identity
    assert identity.actor.member_id == cast.boris.member_id
    with pytest.raises(Problem) as refused:
        cast.run(create_token, "reports", cast.clara.member_id, by=stepmark(cast))
    assert refused.value.type == "not-found"


def test_a_plan_without_the_api_has_no_tokens(cast: Cast) -> None:
    on_plan(cast, "free")
    with pytest.raises(Problem) as refused:
        cast.run(create_token, "reports", by=cast.boris)
    assert (refused.value.type, refused.value.more["plan"]) == ("quota-exceeded", "free")


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "x" * 1_000_000, "NUL \x00", "half \ud800"])
def test_hostile_names_are_refused(cast: Cast, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(create_token, name, by=cast.boris)
    assert list(refused.value.errors) == ["name"]


def _identity(cast: Cast, token: str) -> Identity | None:
    with cast.database.reading(None) as session:
        return identity_by_token(session, token)
