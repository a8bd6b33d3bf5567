"""Lists show what verbs would let the same person see: SQL and Python say the same of every record."""

from dataclasses import replace
from itertools import product

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, TASK, Kind
from stepmark.commands.access import can_see
from stepmark.commands.accruals import ACCRUAL
from stepmark.commands.deals import update_deal
from stepmark.commands.records import create_record
from stepmark.commands.work import Work
from stepmark.domain.people import Member, Person, Role
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Visibility
from stepmark.queries.visible import live
from tests.cast import Cast

PEOPLE = ("anna", "magda", "boris", "viktor")


@pytest.fixture
def crowded(cast: Cast) -> Cast:
    """A record of each kind for each owner, and a task for each owner on a deal of each owner."""
    owners = [getattr(cast, name).member_id for name in PEOPLE] + [None, apprentice(cast)]
    cast.run(_crowd, owners, helper=cast.boris.member_id)
    return cast


def _crowd(work: Work, owners: list[int | None], helper: int) -> None:
    deals = [create_record(work, DEAL, {"title": f"Deal of {owner}", "responsible_id": owner}) for owner in owners]
    update_deal(work, deals[0], {"co_executor_ids": [helper]})
    for owner in owners:
        helped = {"responsible_id": owner, "co_executor_ids": [helper] if owner == owners[0] else []}
        create_record(work, COMPANY, {"name": f"Company of {owner}", **helped})
        create_record(work, CONTACT, {"name": f"Contact of {owner}", **helped})
        create_record(work, TASK, {"title": f"Task of {owner}", "responsible_id": owner})
        if owner is not None:
            create_record(work, ACCRUAL, {"reason": "Bonus", "amount": 5, "responsible_id": owner})
    for deal, owner in product(deals, owners):
        title = f"Task of {owner} on {deal}"
        create_record(work, TASK, {"title": title, "deal_id": deal, "responsible_id": owner})


def apprentice(cast: Cast) -> int:
    """Somebody below Boris, who so has a team of his own."""
    with cast.database.writing(None) as session:
        session.add(person := Person(email="ida@example.com", email_folded="ida@example.com", name="Ida Bond"))
        session.flush()
        session.commit()
    return cast.put(
        Member(person_id=person.id, name="Ida Bond", role=Role.SALESPERSON, superior_id=cast.boris.member_id)
    )


def test_lists_and_verbs_agree_on_what_somebody_sees(crowded: Cast) -> None:
    with crowded.database.reading(crowded.anna.workspace_id) as session:
        for name, visibility, kind in product(PEOPLE, Visibility, (DEAL, COMPANY, CONTACT, TASK, ACCRUAL)):
            actor = replace(getattr(crowded, name), visibility=visibility)
            work = Work(session, actor)
            every = session.scalars(select(kind.model)).all()
            by_verbs = {row.label for row in every if can_see(work, row)}
            by_lists = {row.label for row in session.scalars(select(kind.model).where(live(kind, actor)))}
            assert by_lists == by_verbs, (name, visibility, kind.name)


@pytest.mark.parametrize(
    ("visibility", "seen"),
    [
        (Visibility.ALL, {"anna", "magda", "boris", "viktor", "None", "ida"}),
        (Visibility.TEAM, {"boris", "None", "ida", "anna"}),
        (Visibility.OWN, {"boris", "None", "anna"}),
    ],
    ids=["all", "team", "own"],
)
def test_a_salesperson_sees_what_the_workspace_allows(crowded: Cast, visibility: Visibility, seen: set[str]) -> None:
    # What is Anna's is seen by Boris as its co-executor, what is nobody's by everybody.
    names = {str(getattr(crowded, name).member_id): name for name in PEOPLE} | {"None": "None"}
    boris = replace(crowded.boris, visibility=visibility)
    for kind in (DEAL, COMPANY, CONTACT):
        assert {names.get(label.split(" of ")[1], "ida") for label in labels(crowded, kind, boris)} == seen


def test_nobodys_task_on_a_deal_is_seen_with_the_deal_alone(crowded: Cast) -> None:
    boris = replace(crowded.boris, visibility=Visibility.OWN)
    hidden = crowded.deal(title="Hidden", responsible_id=crowded.magda.member_id)
    crowded.run(create_record, TASK, {"title": "Nobody's", "deal_id": hidden, "responsible_id": None})
    assert "Nobody's" not in labels(crowded, TASK, boris)
    assert "Task of None" in labels(crowded, TASK, boris)


@pytest.mark.parametrize("name", ["magda", "viktor", "anna"])
def test_only_salespeople_are_narrowed(crowded: Cast, name: str) -> None:
    actor = replace(getattr(crowded, name), visibility=Visibility.OWN)
    assert labels(crowded, DEAL, actor) == labels(crowded, DEAL, crowded.anna)


def labels(cast: Cast, kind: Kind, actor: Actor) -> set[str]:
    with cast.database.reading(actor.workspace_id) as session:
        return {row.label for row in session.scalars(select(kind.model).where(live(kind, actor)))}
