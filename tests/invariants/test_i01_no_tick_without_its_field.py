"""I1: while a binding is active, its step is ticked only with the field filled, and clearing the field reopens it."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL
from stepmark.commands.access import locked
from stepmark.commands.deal_moves import move_deal
from stepmark.commands.linked import file_changed
from stepmark.commands.records import create_record, delete_record, restore_record, update_record
from stepmark.commands.tasks import add_task_to_step, finish_task
from stepmark.commands.ticks import tick_step, untick_step
from stepmark.commands.work import Work
from stepmark.domain.bindings import Binding
from stepmark.domain.deals import Deal
from stepmark.domain.notes import File
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.invariants.conftest import SecondProcess
from tests.invariants.racing import change, cross
from tests.support.files import a_file

SAMPLES: dict[str, tuple[Any, Any]] = {
    "text": ("yes", "  "),
    "long_text": ("a\nb", "\r\n"),
    "number": (0, ""),
    "money": ("0 PLN", {"amount": None}),
    "date": ("2026-11-22", ""),
    "datetime": ("2026-11-22 10:00", None),
    "yes_no": (False, ""),
    "choice": ("Gold", " "),
    "multi_choice": (["Gold"], [" ", None]),
    "email": ("anna@example.com", "\t"),
    "phone": ("+48 600 100 200", "\u00a0"),
    "link": ("example.com", ""),
}


@pytest.mark.row("L8")
@pytest.mark.parametrize("type", SAMPLES)
def test_clearing_a_field_of_any_type_reopens_its_step(cast: Cast, type: str) -> None:
    filled, empty = SAMPLES[type]
    cast.field("it", type, options=["Gold"])
    cast.bind("custom.it", cast.steps[0])
    deal = cast.deal(custom__it=filled)
    assert cast.ticked(deal) == {cast.steps[0]}
    cast.change("deal", deal, custom__it=empty)
    assert cast.ticked(deal) == set()


@pytest.mark.parametrize("type", SAMPLES)
def test_a_step_is_not_ticked_with_an_empty_value(cast: Cast, type: str) -> None:
    cast.field("it", type, options=["Gold"])
    cast.bind("custom.it", cast.steps[0])
    deal = cast.deal()
    for value in (None, "", "  ", [], [""], [None, " "]):
        with pytest.raises(Problem):
            cast.run(tick_step, deal, cast.steps[0], value=value)
    assert cast.ticked(deal) == set()


@pytest.mark.parametrize("value", [["", None], [" "]])
def test_an_empty_value_with_a_tick_does_not_clear_the_field(cast: Cast, value: Any) -> None:
    cast.field("it", "multi_choice", options=["Gold"])
    cast.bind("custom.it", cast.steps[0])
    deal = cast.deal(custom__it=["Gold"])
    cast.run(untick_step, deal, cast.steps[0])
    cast.run(tick_step, deal, cast.steps[0], value=value)
    assert cast.ticked(deal) == {cast.steps[0]}


def test_one_of_several_values_is_enough(cast: Cast) -> None:
    cast.field("tags", "text", multiple=True)
    cast.bind("custom.tags", cast.steps[0])
    deal = cast.deal(custom__tags=["a", "b"])
    cast.change("deal", deal, custom__tags="b")
    assert cast.ticked(deal) == {cast.steps[0]}
    cast.change("deal", deal, custom__tags="\n \n")
    assert cast.ticked(deal) == set()


@pytest.mark.parametrize("key", ["company_id", "contact_id", "source"])
def test_clearing_a_system_field_reopens_its_step(cast: Cast, key: str) -> None:
    value: Any = {"company_id": cast.company(), "contact_id": cast.contact(), "source": "Fair"}[key]
    cast.bind(key.removesuffix("_id"), cast.steps[0])
    deal = cast.deal(**{key: value})
    assert cast.ticked(deal) == {cast.steps[0]}
    cast.change("deal", deal, **{key: None})
    assert cast.ticked(deal) == set()


@pytest.mark.parametrize("kind", [COMPANY, CONTACT], ids=["company", "contact"])
def test_a_link_to_a_deleted_record_counts_as_empty_on_every_deal(cast: Cast, kind: Any) -> None:
    linked: Any = cast.company() if kind is COMPANY else cast.contact()
    cast.bind(kind.name, cast.steps[0])
    deals = [cast.deal(**{f"{kind.name}_id": linked}) for _ in range(2)]
    cast.run(delete_record, kind, linked)
    assert [cast.ticked(deal) for deal in deals] == [set(), set()]
    with pytest.raises(Problem, match="field-required"):
        cast.run(tick_step, deals[0], cast.steps[0])
    cast.run(restore_record, kind, linked)
    assert [cast.ticked(deal) for deal in deals] == [{cast.steps[0]}, {cast.steps[0]}]


def test_a_deleted_file_counts_as_empty(cast: Cast) -> None:
    cast.field("offer", "file")
    cast.bind("custom.offer", cast.steps[0])
    file = cast.put(a_file(by=cast.anna))
    deal = cast.deal(custom__offer=file)
    assert cast.ticked(deal) == {cast.steps[0]}
    cast.run(delete_file, file)
    assert cast.ticked(deal) == set()
    cast.run(restore_file, file)
    assert cast.ticked(deal) == {cast.steps[0]}


@pytest.mark.row("L22", "L31", "A2")
def test_finished_tasks_do_not_tick_past_an_empty_field(cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal()
    cast.run(finish_task, cast.run(add_task_to_step, deal, cast.steps[0], {"title": "Ask"}))
    assert cast.ticked(deal) == set()
    assert cast.checklist(deal).stages[0].steps[0].waits_for == ["field:source"]
    cast.change("deal", deal, source="Fair")
    assert cast.ticked(deal) == {cast.steps[0]}


def test_a_field_cleared_while_the_deal_is_elsewhere_reopens_its_step(cast: Cast, renewals: SecondProcess) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal(source="Fair")
    cast.run(move_deal, deal, renewals.stage_id)
    cast.change("deal", deal, source=None)
    cast.run(move_deal, deal, cast.stages[0])
    assert cast.ticked(deal) == set()


def test_a_company_deleted_while_the_deal_is_elsewhere_reopens_its_step(cast: Cast, renewals: SecondProcess) -> None:
    cast.bind("company", cast.steps[0])
    company = cast.company()
    deal = cast.deal(company_id=company)
    cast.run(move_deal, deal, renewals.stage_id)
    cast.run(delete_record, COMPANY, company)
    cast.run(move_deal, deal, cast.stages[0])
    assert cast.ticked(deal) == set()


def test_tasks_of_a_step_that_the_deal_has_left_still_ask_for_its_field(cast: Cast, renewals: SecondProcess) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal()
    task = cast.run(add_task_to_step, deal, cast.steps[0], {"title": "Ask"})
    cast.run(move_deal, deal, renewals.stage_id)
    cast.run(finish_task, task)
    cast.run(move_deal, deal, cast.stages[0])
    assert cast.ticked(deal) == set()


def test_a_deal_in_the_recycle_bin_follows_its_company(cast: Cast) -> None:
    cast.bind("company", cast.steps[0])
    company = cast.company()
    deal = cast.deal(company_id=company)
    cast.run(delete_record, DEAL, deal)
    cast.run(delete_record, COMPANY, company)
    cast.run(restore_record, DEAL, deal)
    assert cast.ticked(deal) == set()
    cast.run(delete_record, DEAL, deal)
    cast.run(restore_record, COMPANY, company)
    cast.run(restore_record, DEAL, deal)
    assert cast.ticked(deal) == {cast.steps[0]}


def test_a_hand_untick_survives_the_recycle_bin(cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal(source="Fair")
    cast.run(untick_step, deal, cast.steps[0])
    cast.run(delete_record, DEAL, deal)
    cast.run(restore_record, DEAL, deal)
    assert cast.ticked(deal) == set()


def test_an_older_tick_survives_the_recycle_bin_and_stays_marked(cast: Cast) -> None:
    deal = cast.deal()
    cast.run(tick_step, deal, cast.steps[0])
    cast.bind("source", cast.steps[0])
    cast.run(delete_record, DEAL, deal)
    cast.run(restore_record, DEAL, deal)
    assert cast.checklist(deal).stages[0].steps[0].lacks_field


def test_a_tick_and_a_clearing_can_not_cross(cast: Cast, swapped: bool) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal(source="Fair")
    cast.run(untick_step, deal, cast.steps[0])
    crossed(cast, swapped, change(tick_step, deal, cast.steps[0]), change(update_record, DEAL, deal, {"source": ""}))
    assert_ticked_iff_filled(cast, deal)


def test_a_filling_and_a_clearing_can_not_cross(cast: Cast, swapped: bool) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal()
    fill, clear = ({"source": "Fair"}, {"source": ""})
    crossed(cast, swapped, change(update_record, DEAL, deal, fill), change(update_record, DEAL, deal, clear))
    assert_ticked_iff_filled(cast, deal)


@pytest.mark.parametrize("way", ["created", "linked", "restored", "moved in", "ticked"])
def test_a_company_can_not_go_while_a_deal_takes_hold_of_it(
    cast: Cast, renewals: SecondProcess, swapped: bool, way: str
) -> None:
    cast.bind("company", cast.steps[0])
    company = cast.company()
    link: dict[str, Any] = {"company_id": company}
    if way == "created":
        takes = change(create_record, DEAL, {"title": "Another", **link})
    elif way == "linked":
        takes = change(update_record, DEAL, cast.deal(), link)
    elif way == "restored":
        deal = cast.deal(**link)
        cast.run(delete_record, DEAL, deal)
        takes = change(restore_record, DEAL, deal)
    elif way == "moved in":
        takes = change(move_deal, cast.deal(stage_id=renewals.stage_id, **link), cast.stages[0])
    else:
        deal = cast.deal(**link)
        cast.run(untick_step, deal, cast.steps[0])
        takes = change(tick_step, deal, cast.steps[0])
    crossed(cast, swapped, change(delete_record, COMPANY, company), takes)
    assert [cast.ticked(deal) for deal in every_deal(cast)] in ([], [set()])


def test_a_file_can_not_go_while_a_deal_takes_hold_of_it(cast: Cast, swapped: bool) -> None:
    cast.field("offer", "file")
    cast.bind("custom.offer", cast.steps[0])
    file = cast.put(a_file(by=cast.anna))
    deal = cast.deal()
    takes = change(update_record, DEAL, deal, {"custom.offer": file})
    crossed(cast, swapped, change(delete_file, file), takes)
    assert cast.ticked(deal) == set()


def test_switching_a_binding_on_and_ticking_end_as_if_one_had_come_first(cast: Cast, swapped: bool) -> None:
    binding = cast.bind("source", cast.steps[0], active=False)
    deal = cast.deal()
    crossed(cast, swapped, change(switch_on, binding), change(tick_step, deal, cast.steps[0]))
    step = cast.checklist(deal).stages[0].steps[0]
    # Either the tick came first and is marked, or the binding did and the tick was refused.
    assert step.lacks_field if step.is_ticked else step.waits_for == ["field:source"]


def crossed(cast: Cast, swapped: bool, one: Any, other: Any) -> None:
    first, second = (other, one) if swapped else (one, other)
    cross(cast, first, second)


def assert_ticked_iff_filled(cast: Cast, deal: int) -> None:
    state = cast.checklist(deal).stages[0].steps[0]
    assert state.bound is not None
    assert state.is_ticked == state.bound.filled


def every_deal(cast: Cast) -> list[int]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(Deal.id).where(Deal.deleted_at.is_(None))))


def delete_file(work: Work, file_id: int) -> None:
    locked(work, File, file_id).deleted_at = now()
    work.session.flush()
    file_changed(work, file_id)


def restore_file(work: Work, file_id: int) -> None:
    locked(work, File, file_id, deleted=True).deleted_at = None
    work.session.flush()
    file_changed(work, file_id)


def switch_on(work: Work, binding_id: int) -> None:
    locked(work, Binding, binding_id).active = True
    work.session.flush()
