"""I2: filling a bound field ticks the step, with the cause in the history; filling it at creation too."""

from typing import Any

import pytest

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.deal_moves import move_deal
from stepmark.commands.records import update_record
from stepmark.commands.ticks import tick_step, untick_step
from stepmark.queries.history import history_of
from tests.cast import Cast
from tests.invariants.conftest import SecondProcess
from tests.invariants.racing import all_at_once, change


@pytest.mark.row("L5")
@pytest.mark.parametrize("at_creation", [True, False])
def test_a_filled_field_ticks_its_step_and_the_history_says_so(cast: Cast, at_creation: bool) -> None:
    cast.field("budget")
    binding = cast.bind("custom.budget", cast.steps[0])
    deal = cast.deal(custom__budget=0) if at_creation else cast.deal()
    if not at_creation:
        cast.change("deal", deal, custom__budget=0)
    cause = {"field": "custom.budget", "binding": binding}
    tick = cast.checklist(deal).stages[0].steps[0].tick
    assert tick is not None
    assert (tick.cause, tick.cause_details, tick.member_id) == ("field", cause, cast.anna.member_id)
    told = events(cast, deal)[-1]
    assert (told.name, told.record_id, told.cause) == ("step.ticked", cast.steps[0], {"kind": "field", **cause})


def test_reopening_by_the_field_is_told_as_well(cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal(source="Fair")
    cast.change("deal", deal, source=None)
    told = events(cast, deal)[-1]
    assert (told.name, told.changes, told.cause["field"]) == ("step.unticked", {"ticked": [True, False]}, "source")


def test_saving_the_same_value_again_changes_nothing(cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal(source="Fair")
    before = len(events(cast, deal))
    cast.change("deal", deal, source=" Fair ")
    assert len(events(cast, deal)) == before


def test_another_value_leaves_the_tick_as_it_was(cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal(source="Fair")
    tick = cast.checklist(deal).stages[0].steps[0].tick
    cast.change("deal", deal, source="Website")
    again = cast.checklist(deal).stages[0].steps[0].tick
    assert tick is not None
    assert again is not None
    assert again.id == tick.id


def test_after_a_hand_untick_the_next_fill_ticks_again(cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal(source="Fair")
    cast.run(untick_step, deal, cast.steps[0])
    cast.change("deal", deal, title="Another title")
    assert cast.ticked(deal) == set()
    cast.change("deal", deal, source="Website")
    assert cast.ticked(deal) == {cast.steps[0]}


def test_a_step_ticked_by_hand_stays_theirs_when_its_field_is_filled(cast: Cast) -> None:
    deal = cast.deal()
    cast.run(tick_step, deal, cast.steps[0])
    cast.bind("source", cast.steps[0])
    cast.change("deal", deal, source="Fair")
    tick = cast.checklist(deal).stages[0].steps[0].tick
    assert tick is not None
    assert tick.cause == "person"


def test_one_save_ticks_every_step_that_it_fills(cast: Cast) -> None:
    fields: dict[str, Any] = {"company_id": cast.company(), "contact_id": cast.contact(), "source": "Fair"}
    for step, name in zip(cast.steps, ("company", "contact", "source"), strict=False):
        cast.bind(name, step)
    deal = cast.deal()
    cast.change("deal", deal, **fields)
    assert cast.ticked(deal) == set(cast.steps[:3])


def test_an_inactive_binding_does_nothing(cast: Cast) -> None:
    cast.bind("source", cast.steps[0], active=False)
    deal = cast.deal(source="Fair")
    assert cast.ticked(deal) == set()


def test_arriving_in_a_process_ticks_the_steps_of_what_is_filled_already(cast: Cast, renewals: SecondProcess) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal(source="Fair", stage_id=renewals.stage_id)
    assert cast.ticked(deal) == set()
    cast.run(move_deal, deal, cast.stages[0])
    assert cast.ticked(deal) == {cast.steps[0]}


def test_many_people_filling_at_once_make_one_tick(cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal()
    filling = [change(update_record, DEAL, deal, {"source": f"Fair {n}"}) for n in range(6)]
    assert all_at_once(cast, filling) == [None] * 6
    assert [event.name for event in events(cast, deal)].count("step.ticked") == 1


def events(cast: Cast, deal: int) -> list[Any]:
    """What happened to the deal, oldest first."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return history_of(session, "deal", deal)[::-1]
