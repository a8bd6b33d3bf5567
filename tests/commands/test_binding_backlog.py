"""Ticking, once asked, what was filled before a binding was switched on; and listing what misses the field."""

import pytest

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL
from stepmark.commands.binding_backlog import Applied, apply_binding
from stepmark.commands.bindings import set_active
from stepmark.commands.records import delete_record
from stepmark.commands.ticks import tick_step
from stepmark.domain.bindings import Binding
from stepmark.domain.notes import File
from stepmark.platform.errors import Problem
from stepmark.queries.binding_deals import (
    deals_missing_field,
    deals_to_tick,
    how_many_miss_field,
    how_many_to_tick,
)
from tests.cast import Cast
from tests.commands.test_bindings import bind
from tests.support.files import a_file


@pytest.mark.row("L21")
def test_the_backlog_is_counted_first_and_ticked_when_asked(cast: Cast) -> None:
    waiting = [cast.deal(source="Referral") for _ in range(3)]
    cast.deal()
    binding = bind(cast, active=True)
    cast.deal(source="Website")
    assert backlog(cast, binding) == waiting
    assert cast.run(apply_binding, binding) == Applied(3, None)
    assert all(cast.ticked(deal) == {cast.steps[0]} for deal in waiting)
    assert backlog(cast, binding) == []


def test_such_a_tick_says_that_the_field_made_it(cast: Cast) -> None:
    deal = cast.deal(source="Referral")
    binding = bind(cast, active=True)
    cast.run(apply_binding, binding)
    tick = cast.checklist(deal).stages[0].steps[0].tick
    assert tick is not None
    assert (tick.cause, tick.cause_details) == ("field", {"field": "source", "binding": binding})


def test_a_long_backlog_is_ticked_in_chunks(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stepmark.commands.binding_backlog.CHUNK", 2)
    deals = [cast.deal(source="Referral") for _ in range(5)]
    binding = bind(cast, active=True)
    first = cast.run(apply_binding, binding)
    second = cast.run(apply_binding, binding, first.go_on_after)
    third = cast.run(apply_binding, binding, second.go_on_after)
    assert [first.ticked, second.ticked, third] == [2, 2, Applied(1, None)]
    assert all(cast.ticked(deal) == {cast.steps[0]} for deal in deals)


def test_an_inactive_binding_is_not_applied(cast: Cast) -> None:
    cast.deal(source="Referral")
    binding = bind(cast)
    with pytest.raises(Problem) as refused:
        cast.run(apply_binding, binding)
    assert refused.value.field == "active"


def test_deals_in_the_bin_and_in_other_processes_are_left_out(cast: Cast) -> None:
    binned = cast.deal(source="Referral")
    cast.run(delete_record, DEAL, binned)
    binding = bind(cast, active=True)
    assert backlog(cast, binding) == []


def test_only_administrators_apply(cast: Cast) -> None:
    binding = bind(cast, active=True)
    with pytest.raises(Problem) as refused:
        cast.run(apply_binding, binding, by=cast.magda)
    assert refused.value.type == "not-allowed"
    with pytest.raises(Problem) as refused:
        cast.run(apply_binding, binding, by=cast.clara)
    assert refused.value.type == "not-found"


def test_ticks_older_than_the_binding_are_listed_while_their_field_is_empty(cast: Cast) -> None:
    old, filled = cast.deal(), cast.deal(source="Referral")
    for deal in (old, filled):
        cast.run(tick_step, deal, cast.steps[0])
    binding = bind(cast)
    assert missing_counts(cast) == {}
    cast.run(set_active, binding, True)
    assert missing_counts(cast) == {binding: 1}
    assert missing(cast, binding) == [old]
    cast.change("deal", old, source="Website")
    assert (missing_counts(cast), missing(cast, binding)) == ({}, [])


@pytest.mark.parametrize("kind", [COMPANY, CONTACT])
def test_a_link_to_a_deleted_record_counts_as_empty(cast: Cast, kind: object) -> None:
    company, contact = cast.company(), cast.contact()
    field, linked = ("company", company) if kind is COMPANY else ("contact", contact)
    binding = bind(cast, field, active=True)
    deal = cast.deal(company_id=company, contact_id=contact)
    cast.run(tick_step, deal, cast.steps[1])
    assert (missing_counts(cast), cast.ticked(deal)) == ({}, {cast.steps[0], cast.steps[1]})
    cast.run(set_active, binding, False)
    cast.run(delete_record, kind, linked)
    cast.run(set_active, binding, True)
    assert (missing(cast, binding), missing_counts(cast)) == ([deal], {binding: 1})


def test_a_deleted_file_counts_as_empty(cast: Cast) -> None:
    cast.field("offer", "file")
    file = cast.put(a_file(by=cast.anna))
    deal = cast.deal(custom__offer=file)
    binding = cast.bind("custom.offer", cast.steps[0])
    assert backlog(cast, binding) == [deal]
    with cast.database.writing(cast.anna.workspace_id) as session:
        row = session.get_one(File, file)
        row.deleted_at = row.created_at
        session.commit()
    assert backlog(cast, binding) == []
    cast.run(set_active, binding, False)
    cast.run(tick_step, deal, cast.steps[0])
    cast.run(set_active, binding, True)
    assert missing_counts(cast) == {binding: 1}


def backlog(cast: Cast, binding: int) -> list[int]:
    """The ids of the deals that would be ticked; their number is asked for on the way."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        row = session.get_one(Binding, binding)
        found = [deal.id for deal in deals_to_tick(session, row)]
        assert how_many_to_tick(session, row) == len(found)
    return found


def missing(cast: Cast, binding: int) -> list[int]:
    """The ids of the deals that are listed as missing the field."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return [deal.id for deal in deals_missing_field(session, session.get_one(Binding, binding))]


def missing_counts(cast: Cast) -> dict[int, int]:
    """The panel's numbers."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return how_many_miss_field(session)
