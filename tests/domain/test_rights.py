"""The table of rights: each role, each way a record may belong to somebody, each verb."""

from dataclasses import replace
from itertools import product

import pytest

from stepmark.domain.people import Role
from stepmark.domain.rights import Actor, Ownership, may_delete, may_edit, may_make, may_see, require, require_admin
from stepmark.domain.workspace import Visibility
from stepmark.platform.errors import Problem

ME, SUBORDINATE, OTHER = 1, 2, 3
RECORDS = {
    "own": (ME, ()),
    "shared": (OTHER, (ME,)),  # where one is a co-executor
    "team": (SUBORDINATE, ()),
    "nobody": (None, ()),
    "others": (OTHER, ()),
}
ALL = set(RECORDS)
EDIT: dict[str, set[str]] = {
    "viewer": set(),
    "salesperson": {"own", "shared"},
    "manager": {"own", "shared", "team", "nobody"},
    "administrator": ALL,
}
DELETE: dict[str, set[str]] = {
    "viewer": set(),
    "salesperson": {"own"},
    "manager": {"own"},
    "administrator": ALL,
}
SALESPEOPLE_SEE = {"all": ALL, "team": ALL - {"others"}, "own": {"own", "shared", "nobody"}}


@pytest.mark.parametrize(("role", "record"), list(product(EDIT, RECORDS)))
def test_who_may_edit(role: str, record: str) -> None:
    assert may_edit(actor(role), owned(record)) is (record in EDIT[role])


@pytest.mark.parametrize(("role", "record"), list(product(DELETE, RECORDS)))
def test_who_may_delete(role: str, record: str) -> None:
    assert may_delete(actor(role), owned(record)) is (record in DELETE[role])


@pytest.mark.parametrize(("role", "visibility", "record"), list(product(EDIT, SALESPEOPLE_SEE, RECORDS)))
def test_who_sees_what_and_whom_the_setting_narrows(role: str, visibility: str, record: str) -> None:
    seen = SALESPEOPLE_SEE[visibility] if role == "salesperson" else ALL
    assert may_see(actor(role, visibility), owned(record)) is (record in seen)


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("role", EDIT)
def test_whoever_may_change_a_record_sees_it(role: str, record: str) -> None:
    narrowest = actor(role, "own")
    if may_edit(narrowest, owned(record)) or may_delete(narrowest, owned(record)):
        assert may_see(narrowest, owned(record))


@pytest.mark.parametrize("role", EDIT)
def test_everybody_but_viewers_creates(role: str) -> None:
    assert actor(role).can_create is (role != "viewer")


def test_the_command_line_is_an_administrator_without_being_a_member() -> None:
    nobody = Actor(1, None, "Stepmark", Role.ADMINISTRATOR)
    assert may_edit(nobody, owned("others"))
    assert may_delete(nobody, owned("nobody"))


@pytest.mark.parametrize("role", ["salesperson", "manager"])
def test_what_belongs_to_nobody_is_not_owned_by_an_actor_without_a_member(role: str) -> None:
    nobody = Actor(1, None, "Stepmark", Role(role))
    assert not may_edit(nobody, owned("nobody"))
    assert not may_delete(nobody, owned("nobody"))


PERSONAL_SEE = {"viewer": {"own"}, "salesperson": {"own"}, "manager": {"own", "team"}, "administrator": ALL}
PERSONAL_EDIT = {"viewer": set(), "salesperson": set(), "manager": {"team"}, "administrator": ALL}


@pytest.mark.parametrize(("role", "record"), list(product(EDIT, RECORDS)))
def test_what_is_personal_is_ones_own_to_see_and_theirs_above_one_to_change(role: str, record: str) -> None:
    personal = replace(owned(record), personal=True)
    assert may_see(actor(role, "all"), personal) is (record in PERSONAL_SEE[role])
    assert may_edit(actor(role), personal) is (record in PERSONAL_EDIT[role])
    assert may_delete(actor(role), personal) is (record in PERSONAL_EDIT[role])
    assert may_make(actor(role), personal=True) is (role in ("manager", "administrator"))


def test_the_team_is_asked_for_only_where_it_matters() -> None:
    asked: list[str] = []

    def team() -> tuple[int, ...]:
        asked.append("team")
        return ()

    record = Ownership(ME, tuple, team)
    for role, visibility in product(EDIT, SALESPEOPLE_SEE):
        may_edit(actor(role), record)
        may_delete(actor(role), record)
        may_see(actor(role, visibility), record)
    assert asked == []


@pytest.mark.parametrize("role", EDIT)
def test_only_administrators_pass_where_one_is_demanded(role: str) -> None:
    if role == "administrator":
        require_admin(actor(role))
        return
    with pytest.raises(Problem) as refused:
        require_admin(actor(role))
    assert refused.value.type == "not-allowed"


def test_what_is_allowed_passes() -> None:
    require(True)


def actor(role: str, visibility: str = "all") -> Actor:
    return Actor(1, ME, "Boris Lem", Role(role), Visibility(visibility))


def owned(record: str) -> Ownership:
    responsible, co_executors = RECORDS[record]
    return Ownership(responsible, lambda: co_executors, lambda: (SUBORDINATE,))
