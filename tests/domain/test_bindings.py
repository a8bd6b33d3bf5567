"""Why a binding can't work."""

from collections.abc import Callable
from typing import Any

import pytest

from stepmark.domain.bindings import BROKEN, Binding, broken_text, why_broken, why_not_bindable
from stepmark.domain.fields import CustomField
from stepmark.domain.processes import Process, Stage, Step
from stepmark.platform.clock import now

TEMPLATE = {"title": "Call back"}


def test_a_binding_of_whole_sides_works() -> None:
    assert why({}) is None


@pytest.mark.parametrize("side", ["process", "stage", "step"])
@pytest.mark.parametrize("gone", [True, False], ids=["purged", "in the bin"])
def test_a_step_goes_with_its_stage_and_its_process(side: str, gone: bool) -> None:
    assert why({side: None if gone else {"deleted_at": now()}}) == "step-deleted"


@pytest.mark.parametrize("gone", [True, False], ids=["purged", "in the bin"])
def test_a_custom_field_may_be_deleted(gone: bool) -> None:
    assert why({"field": None if gone else {"deleted_at": now()}}) == "field-deleted"


def test_a_system_field_is_always_there() -> None:
    assert why({"field": None}, Binding(field="company")) is None


def test_the_field_is_named_before_the_step_when_both_are_gone() -> None:
    assert why({"field": None, "step": None}) == "field-deleted"


def test_a_step_that_needs_more_than_a_tick_can_not_be_bound() -> None:
    assert why_not_bindable(step(needs_note=True)) == why({"step": {"needs_note": True}}) == "step-needs-note"
    assert why_not_bindable(step(task_template=TEMPLATE)) == why({"step": {"task_template": TEMPLATE}})
    assert why_not_bindable(step(task_template=TEMPLATE)) == "step-makes-task"
    assert why_not_bindable(step()) is None


@pytest.mark.parametrize("reason", BROKEN)
def test_each_reason_names_what_is_missing_and_the_way_to_mend_it(reason: str) -> None:
    text = str(broken_text(reason, "Budget", "Agree on the price"))
    assert ("Budget" if reason == "field-deleted" else "Agree on the price") in text
    assert "Choose another one" in text


def why(sides: dict[str, Any], binding: Binding | None = None) -> str | None:
    """What is wrong with a binding of a custom field when its sides have these values; None is a side that is gone."""
    bound = binding or Binding(field="custom.budget", custom_field_id=1)
    models: dict[str, Callable[..., Any]] = {"field": CustomField, "process": Process, "stage": Stage, "step": step}
    values = {name: sides.get(name, {}) for name in models}
    return why_broken(bound, **{name: None if each is None else models[name](**each) for name, each in values.items()})


def step(**values: Any) -> Step:
    return Step(**{"name": "Agree on the price", "needs_note": False, "task_template": None, **values})
