"""Administrators who click at once: nobody gets past the plan, and no field or step is bound twice."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from sqlalchemy import func, select

from stepmark.commands.bindings import create_binding, edit_binding, set_active
from stepmark.commands.fields import create_field, delete_field
from stepmark.commands.ticks import tick_step
from stepmark.domain.bindings import Binding
from stepmark.domain.processes import Step
from stepmark.platform.errors import Problem
from stepmark.queries.bindings import active_bindings
from stepmark.queries.fields import custom_fields
from tests.cast import Cast
from tests.commands.test_bindings import bind, put_on_plan, row_of

CROWD = 20


def test_of_twenty_parallel_activations_at_a_limit_of_five_five_succeed(cast: Cast) -> None:
    put_on_plan(cast, "starter")
    bindings = [cast.bind(f"custom.{key}", step, active=False) for key, step in twenty_sides(cast)]
    outcomes = at_once([partial(cast.run, set_active, each, True) for each in bindings])
    assert outcomes == {"done": 5, "quota-exceeded": 15}
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert active_bindings(session) == 5


def test_of_twenty_parallel_bindings_on_one_field_one_is_made(cast: Cast) -> None:
    steps = more_steps(cast, CROWD)
    outcomes = at_once([partial(cast.run, create_binding, field="source", step_id=step) for step in steps])
    assert outcomes == {"done": 1, "field-in-use": 19}
    assert how_many(cast) == 1


def test_of_twenty_parallel_bindings_on_one_step_one_is_made(cast: Cast) -> None:
    keys = [key for key, _step in twenty_sides(cast)]
    outcomes = at_once(
        [partial(cast.run, create_binding, field=f"custom.{key}", step_id=cast.steps[0]) for key in keys]
    )
    assert outcomes == {"done": 1, "step-in-use": 19}
    assert how_many(cast) == 1


def test_two_who_save_at_once_are_told_apart(cast: Cast) -> None:
    first, second = bind(cast, "company", 0), bind(cast, "contact", 1)
    outcomes = at_once([partial(cast.run, edit_binding, each, field="source") for each in (first, second)])
    assert outcomes == {"done": 1, "field-in-use": 1}


def test_parallel_fields_of_one_label_get_keys_of_their_own(cast: Cast) -> None:
    outcomes = at_once([partial(cast.run, create_field, "deal", label="Size", type="text")] * 4)
    assert outcomes == {"done": 4}
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert sorted(each.key for each in custom_fields(session, "deal")) == ["size", "size_2", "size_3", "size_4"]


def test_a_field_deleted_while_its_binding_is_activated_leaves_it_inactive(cast: Cast) -> None:
    fields = {key: cast.field(key) for key in ("one", "two", "three", "four")}
    bindings = [cast.bind(f"custom.{key}", cast.steps[at], active=False) for at, key in enumerate(fields)]
    at_once(
        [partial(cast.run, set_active, each, True) for each in bindings]
        + [partial(cast.run, delete_field, each) for each in fields.values()]
    )
    rows = [row_of(cast, each) for each in bindings]
    assert [(row.broken, row.binding.active) for row in rows] == [("field-deleted", False)] * 4


def test_salespeople_tick_on_while_an_administrator_switches(cast: Cast) -> None:
    binding = bind(cast, active=True)
    deals = [cast.deal() for _ in range(6)]
    outcomes = at_once(
        [partial(cast.run, tick_step, each, cast.steps[0], value="Referral") for each in deals]
        + [partial(cast.run, set_active, binding, on) for on in (False, True, False, True)]
    )
    assert outcomes == {"done": 10}
    assert all(cast.ticked(deal) == {cast.steps[0]} for deal in deals)


def at_once(calls: Sequence[Callable[[], Any]]) -> Counter[str]:
    """How often each outcome came when all these ran in parallel: "done", or a problem's type."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(_outcome, calls))


def _outcome(call: Callable[[], Any]) -> str:
    try:
        call()
    except Problem as problem:
        return problem.type
    return "done"


def twenty_sides(cast: Cast) -> list[tuple[str, int]]:
    """Twenty custom fields and steps, by key and id."""
    sides = [(f"field_{number}", step) for number, step in enumerate(more_steps(cast, CROWD))]
    for key, _step in sides:
        cast.field(key)
    return sides


def more_steps(cast: Cast, number: int) -> list[int]:
    """New steps in the first stage."""
    return [
        cast.put(Step(process_id=cast.process_id, stage_id=cast.stages[0], name=f"Step {each}", position=10 + each))
        for each in range(number)
    ]


def how_many(cast: Cast) -> int:
    """The number of bindings."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.scalar(select(func.count(Binding.id))) or 0
