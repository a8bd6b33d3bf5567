"""Whatever people do to a deal, in whatever order, its checklist does what a plain-Python model of it says."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from stepmark.catalogue.kinds import COMPANY, DEAL, TASK
from stepmark.commands.binding_backlog import apply_binding
from stepmark.commands.bindings import create_binding, delete_binding, set_active
from stepmark.commands.deal_moves import move_deal
from stepmark.commands.fields import delete_field, restore_field
from stepmark.commands.process_steps import delete_step, restore_step, update_step
from stepmark.commands.records import delete_record, restore_record, update_record
from stepmark.commands.tasks import add_task_to_step, finish_task, reopen_task
from stepmark.commands.ticks import tick_step, untick_step
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.commands.checklist_model import CUSTOM, FIELDS, Model, Refused
from tests.commands.checklist_world import Worlds, in_one_transaction, through_edge

steps = st.integers(0, 2)
fields = st.sampled_from(FIELDS)
numbers = st.integers(0, 9)
Known = TypeVar("Known")


class ChecklistMachine(RuleBasedStateMachine):
    """Does the same to both, and compares."""

    worlds: ClassVar[Worlds]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.world = self.stack.enter_context(type(self).worlds())
        self.runner = self.world.runner
        self.model = Model()
        self.typed = 0

    def teardown(self) -> None:
        """Read the history to its end, then undo all of it, or tidy up."""
        with self.stack:
            self._the_history_alone_explains_each_tick()

    # What is drawn first and shrunk to is the fullest start: most of what can go wrong needs a bound, filled field.
    @initialize(names=st.permutations(FIELDS), unbound=st.integers(0, 3), empty=st.lists(fields, unique=True))
    def begin_with_bound_and_filled_fields(self, names: list[str], unbound: int, empty: list[str]) -> None:
        for step, name in enumerate(names[: 3 - unbound]):
            self.bind(name, step, active=True)
        for name in FIELDS:
            if name not in empty:
                self.fill(name)

    @rule(name=fields)
    def fill(self, name: str) -> None:
        value = self._new_value(name)
        self._both(
            lambda: self.model.set_value(name, value),
            lambda: self._update(name, self.world.value(name, value)),
        )

    @precondition(lambda self: self.model.holding())
    @rule(which=numbers, empty=st.sampled_from([None, "", "  "]))
    def clear(self, which: int, empty: str | None) -> None:
        name = _pick(self.model.holding(), which)
        self._both(lambda: self.model.set_value(name, None), lambda: self._update(name, empty))

    @rule(step=steps, note=st.booleans(), with_value=st.booleans())
    def tick(self, step: int, note: bool, with_value: bool) -> None:
        bound = self.model.bound_to(step)
        value = self._new_value(bound.field) if bound and with_value else None
        typed = self.world.value(bound.field, value) if bound else None
        text = "Agreed" if note else " "
        self._both(
            lambda: self.model.tick(step, note, value),
            lambda: self.runner.run(tick_step, self.world.deal, self.world.steps[step], note=text, value=typed),
        )

    @rule(step=steps)
    def untick(self, step: int) -> None:
        self._both(
            lambda: self.model.untick(step),
            lambda: self.runner.run(untick_step, self.world.deal, self.world.steps[step]),
        )

    @rule(step=steps)
    def add_task(self, step: int) -> None:
        self._both(
            lambda task=0: self.model.add_task(task, step),
            lambda: self.runner.run(add_task_to_step, self.world.deal, self.world.steps[step], {"title": "Ask"}),
        )

    @precondition(lambda self: self.model.tasks)
    @rule(which=numbers, done=st.booleans())
    def finish_or_reopen_task(self, which: int, done: bool) -> None:
        task = _pick(list(self.model.tasks), which)
        verb = finish_task if done else reopen_task
        self._both(lambda: self.model.set_done(task, done), lambda: self.runner.run(verb, task))

    @precondition(lambda self: self.model.tasks)
    @rule(which=numbers, deleted=st.booleans())
    def delete_or_restore_task(self, which: int, deleted: bool) -> None:
        task = _pick(list(self.model.tasks), which)
        verb = delete_record if deleted else restore_record
        self._both(lambda: self.model.set_task_deleted(task, deleted), lambda: self.runner.run(verb, TASK, task))

    @rule(name=fields, step=steps, active=st.booleans())
    def bind(self, name: str, step: int, active: bool) -> None:
        made = self._both(
            lambda binding=0: self.model.bind(binding, name, step),
            lambda: self.runner.run(create_binding, field=self.world.bindable(name), step_id=self.world.steps[step]),
        )
        if made and active:
            self._both(
                lambda: self.model.set_active(made, True),
                lambda: self.runner.run(set_active, made, True),
            )

    @precondition(lambda self: self.model.bindings)
    @rule(which=numbers, active=st.booleans())
    def switch_binding(self, which: int, active: bool) -> None:
        binding = _pick(list(self.model.bindings), which)
        self._both(
            lambda: self.model.set_active(binding, active),
            lambda: self.runner.run(set_active, binding, active),
        )

    @precondition(lambda self: self.model.bindings)
    @rule(which=numbers)
    def apply_binding(self, which: int) -> None:
        binding = _pick(list(self.model.bindings), which)
        self._both(lambda: self.model.apply(binding), lambda: self.runner.run(apply_binding, binding))

    @precondition(lambda self: self.model.bindings)
    @rule(which=numbers)
    def delete_binding(self, which: int) -> None:
        binding = _pick(list(self.model.bindings), which)
        self._both(lambda: self.model.delete_binding(binding), lambda: self.runner.run(delete_binding, binding))

    @rule(name=st.sampled_from(CUSTOM), deleted=st.booleans())
    def delete_or_restore_field(self, name: str, deleted: bool) -> None:
        verb = delete_field if deleted else restore_field
        self._both(
            lambda: self.model.set_field_deleted(name, deleted),
            lambda: self.runner.run(verb, self.world.fields[name]),
        )

    @rule(step=steps, deleted=st.booleans())
    def delete_or_restore_step(self, step: int, deleted: bool) -> None:
        verb = delete_step if deleted else restore_step
        self._both(
            lambda: self.model.set_step_deleted(step, deleted),
            lambda: self.runner.run(verb, self.world.steps[step]),
        )

    @rule(step=steps, needs_note=st.booleans(), makes_task=st.booleans())
    def let_step_need_more(self, step: int, needs_note: bool, makes_task: bool) -> None:
        raw = {"needs_note": needs_note, "task_template": {"title": "Call back"} if makes_task else None}
        self._both(
            lambda: self.model.set_flags(step, needs_note, makes_task),
            lambda: self.runner.run(update_step, self.world.steps[step], raw),
        )

    @rule(deleted=st.booleans())
    def delete_or_restore_company(self, deleted: bool) -> None:
        verb = delete_record if deleted else restore_record
        self._both(
            lambda: self.model.set_company_deleted(deleted),
            lambda: self.runner.run(verb, COMPANY, self.world.company),
        )

    @rule(binned=st.booleans())
    def delete_or_restore_deal(self, binned: bool) -> None:
        verb = delete_record if binned else restore_record
        self._both(lambda: self.model.set_binned(binned), lambda: self.runner.run(verb, DEAL, self.world.deal))

    @rule(away=st.booleans())
    def move_to_another_process_or_back(self, away: bool) -> None:
        stage = self.world.elsewhere if away else self.world.stage

        def moved() -> None:
            self.runner.run(move_deal, self.world.deal, stage)

        self._both(lambda: self.model.set_away(away), moved)

    @invariant()
    def the_rows_say_what_the_model_says(self) -> None:
        self.model.check()
        ticks = {number: step.tick for number, step in enumerate(self.model.steps) if step.tick}
        assert self.world.ticks() == ticks
        tasks = {number: (task.done, task.deleted) for number, task in self.model.tasks.items()}
        assert self.world.tasks() == tasks

    @invariant()
    def people_see_what_the_model_says(self) -> None:
        shown = {state.step.id: state for stage in self.world.checklist().stages for state in stage.steps}
        live = [] if self.model.away else [each for each in range(3) if not self.model.steps[each].deleted]
        assert set(shown) == {self.world.steps[number] for number in live}
        for number in live:
            state, step = shown[self.world.steps[number]], self.model.steps[number]
            waits = [each.replace(f"_{self.world.deal}", "") for each in state.waits_for]
            assert waits == self.model.waits_for(number)
            assert (state.is_ticked, state.lacks_field) == (step.tick is not None, step.marked)

    def _the_history_alone_explains_each_tick(self) -> None:
        causes: dict[int, str] = {}
        for event in self.world.history():
            number = self.world.steps.index(event.record_id) if event.record_id in self.world.steps else None
            if number is not None and event.name == "step.ticked":
                assert number not in causes, "ticked twice"
                causes[number] = event.cause["kind"]
            elif number is not None and event.name == "step.unticked":
                assert causes.pop(number, None), "reopened without a tick"
        assert causes == {number: step.tick for number, step in enumerate(self.model.steps) if step.tick}

    def _both(self, meant: Callable[..., None], done: Callable[[], Any]) -> Any:
        """Do it to the world, then, with the id of what was made, to the model: both refuse, or neither."""
        try:
            result = done()
        except Problem:
            with pytest.raises(Refused):
                meant()
            return None
        made = result if isinstance(result, int) else None
        try:
            meant(made) if made is not None else meant()
        except Refused:
            pytest.fail("this should have been refused")
        return made

    def _update(self, name: str, value: Any) -> None:
        self.runner.run(update_record, DEAL, self.world.deal, {self.world.key(name): value})

    def _new_value(self, name: str) -> int:
        self.typed += 1
        return 1 if name == "company" else self.typed


def _pick(known: Sequence[Known], which: int) -> Known:
    # By its place in the model: what is drawn must not depend on the database's ids.
    return known[which % len(known)]


@pytest.mark.first
@pytest.mark.timeout(3600)  # a failure is shrunk for up to five minutes, and the long form walks 100,000 steps
def test_the_checklist_does_what_the_model_says(cast: Cast, backend: str, long_form: bool) -> None:
    short = 200 if backend == "sqlite" else 20
    with in_one_transaction(cast) as worlds:
        explore(worlds, examples=2000 if long_form else short, steps=50 if long_form else 10)


def test_and_so_it_does_through_the_edge(cast: Cast, backend: str, long_form: bool) -> None:
    with through_edge(cast) as worlds:
        explore(worlds, examples=50 if long_form else 4, steps=50 if long_form else 15)


def explore(worlds: Worlds, *, examples: int, steps: int) -> None:
    machine = type("Machine", (ChecklistMachine,), {"worlds": staticmethod(worlds)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )
