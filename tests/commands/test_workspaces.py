"""Workspaces: made, described and put on a plan."""

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import DEAL, LEAD
from stepmark.commands.records import create_record
from stepmark.commands.workspaces import change_plan, create_workspace, update_workspace
from stepmark.domain.people import Person, Role
from stepmark.domain.processes import Process, Step
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.edge import Edge
from stepmark.platform.db import Database
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.live import Hub
from tests.cast import Cast
from tests.support.people import events


@pytest.fixture
def edge(database: Database) -> Edge:
    return Edge(database, Hub())


def test_a_new_workspace_can_be_worked_in_at_once(edge: Edge) -> None:
    anna = _made(edge, currency="pln", time_zone="Europe/Warsaw", locale="pl")
    assert (anna.role, anna.currency, anna.time_zone, anna.locale) == (
        Role.ADMINISTRATOR, "PLN", "Europe/Warsaw", "pl",
    )  # fmt: skip
    assert edge.run(anna, create_record, DEAL, {"title": "The first one"})
    assert edge.run(anna, create_record, LEAD, {"title": "The first enquiry"})
    with edge.database.reading(anna.workspace_id) as session:
        assert [process.kind for process in session.scalars(select(Process))] == ["deal", "lead"]
        assert len(session.scalars(select(Step)).all()) == 9 + 5


def test_two_workspaces_can_not_have_one_name(edge: Edge) -> None:
    _made(edge)
    with pytest.raises(Invalid) as refused:
        _made(edge, email="clara@example.com")
    assert list(refused.value.errors) == ["name"]


def test_who_signs_in_already_keeps_their_password_and_is_one_person(edge: Edge) -> None:
    _made(edge)
    edge.run_as_system(
        lambda session: create_workspace(session, "Another", "ANNA@example.com", "Anna M.", "another hash")
    )
    with edge.database.reading(None) as session:
        assert [person.password_hash for person in session.scalars(select(Person))] == ["a hash"]


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"plan": "gold"}, "plan"),
        ({"locale": "xx"}, "locale"),
        ({"currency": "ZZZ"}, "currency"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"email": "nobody"}, "admin_email"),
        ({"name": "x" * 201}, "name"),
        ({"name": "NUL \x00"}, "name"),
    ],
)
def test_what_can_not_be_is_refused_by_its_field(edge: Edge, details: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        _made(edge, **details)
    assert list(refused.value.errors) == [field]


def test_the_plan_of_a_workspace_is_changed_by_its_name(cast: Cast) -> None:
    cast.edge.run_as_system(lambda session: change_plan(session, "Baltic Sales", "free"))
    with cast.database.reading(None) as session:
        plans = dict(session.execute(select(Workspace.name, Workspace.plan)).all())
    assert plans == {"Baltic Sales": "free", "Strangers Ltd": "enterprise"}


def test_only_administrators_change_the_settings(cast: Cast) -> None:
    for actor in (cast.magda, cast.boris, cast.viktor):
        with pytest.raises(Problem) as refused:
            cast.run(update_workspace, {"name": "Mine"}, by=actor)
        assert refused.value.type == "not-allowed"


def test_a_change_of_settings_is_remembered_with_both_values(cast: Cast) -> None:
    cast.run(update_workspace, {"visibility": "own", "currency": "EUR"})
    (event,) = events(cast, "workspace", cast.anna.workspace_id)
    assert (event.name, event.changes) == ("workspace.updated", {"visibility": ["all", "own"]})


def test_an_administrator_who_has_not_seen_the_newest_settings_overwrites_nothing(cast: Cast) -> None:
    cast.run(update_workspace, {"name": "Renamed"}, version=1)
    with pytest.raises(Problem) as refused:
        cast.run(update_workspace, {"name": "Renamed too"}, version=1)
    assert refused.value.type == "conflict"


def _made(edge: Edge, name: str = "Baltic Sales", email: str = "anna@example.com", **details: str) -> Actor:
    return edge.run_as_system(lambda session: create_workspace(session, name, email, "Anna Maj", "a hash", **details))
