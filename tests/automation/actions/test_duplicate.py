"""Duplicating: fields and people, a phrase at the name, and no end without."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import KINDS, TASK
from stepmark.commands.records import create_record
from tests.cast import Cast
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone


def duplicate(**settings: Any) -> dict[str, Any]:
    return {"do": "duplicate", "settings": settings}


def names(cast: Cast, kind: str) -> list[str]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        model = KINDS[kind].model
        return [record.label for record in session.scalars(select(model).order_by(model.id))]


@pytest.mark.row("S23")
def test_a_deal_with_its_fields_and_people(cast: Cast, rules: Rules) -> None:
    cast.field("tier", "text")
    further = cast.contact("Second")
    values: dict[str, Any] = {
        "amount": {"amount": "5.00", "currency": "PLN"},
        "custom.tier": "A",
        "contact_id": cast.contact("First"),
        "stage_id": cast.stages[1],
        "contact_ids": [further],
        "co_executor_ids": [cast.boris.member_id],
    }
    rules.make({"on": "modified", "fields": ["source"]}, duplicate(phrase="again"))
    deal = cast.deal(title="ERP", **values)
    cast.run(create_record, TASK, {"title": "Call", "deal_id": deal})
    cast.change("deal", deal, source="Website")
    assert names(cast, "deal") == ["ERP", "ERP – again"]
    assert names(cast, "task") == ["Call"]
    for key in ("amount", "custom.tier", "contact_id", "stage_id", "source", "responsible_id"):
        assert rules.value("deal", deal + 1, key) == rules.value("deal", deal, key)
    people = [event.changes for event in rules.history("deal", deal + 1)]
    assert {"contact_ids": [[], [further]]} in people
    assert {"co_executor_ids": [[], [cast.boris.member_id]]} in people


@pytest.mark.row("S23")
def test_on_creation_it_does_not_copy_its_copies(cast: Cast, rules: Rules) -> None:
    rules.make("created", duplicate(phrase="Copy of", place="before"), kind="contact")
    cast.contact("Olga", phones=["+48 600 100 200"])
    assert names(cast, "contact") == ["Olga", "Copy of – Olga"]
    assert rules.outcomes() == ["done", "done"]
    assert rules.runs()[1].trace[0]["outcome"] == "skipped"


def test_a_name_that_is_full_is_cut(cast: Cast, rules: Rules) -> None:
    rules.make("created", duplicate(phrase="again"), kind="company")
    cast.company("x" * 300)
    assert names(cast, "company")[1] == "x" * 292 + " – again"
