"""Every type of custom field works as a bound field, in both directions."""

from typing import Any

import pytest

from stepmark.commands.bindings import create_binding, set_active
from stepmark.commands.fields import TYPES, create_field
from stepmark.commands.ticks import tick_step
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.support.files import a_file

pytestmark = pytest.mark.both  # either database keeps a type's values in its own way
SAMPLES: dict[str, Any] = {
    "text": "ERP",
    "long_text": "Two\nlines",
    "number": 0,
    "money": {"amount": "12.50", "currency": "PLN"},
    "date": "2026-11-25",
    "datetime": "2026-11-25T12:00:00Z",
    "yes_no": False,
    "choice": "Small",
    "multi_choice": ["Small", "Large"],
    "email": "olga@example.com",
    "phone": "+48 600 100 200",
    "link": "https://example.com",
}
EMPTY: dict[str, Any] = {"multi_choice": [], "yes_no": None, "number": None}


def test_there_is_a_sample_of_each_type() -> None:
    assert set(SAMPLES) | {"user", "file"} == set(TYPES)


@pytest.mark.parametrize("type", TYPES)
def test_filling_ticks_and_clearing_reopens(cast: Cast, type: str) -> None:
    step = bound_to(cast, type)
    deal = cast.deal()
    cast.change("deal", deal, custom__side=sample(cast, type))
    assert cast.ticked(deal) == {step}
    cast.change("deal", deal, custom__side=EMPTY.get(type, ""))
    assert cast.ticked(deal) == set()


@pytest.mark.parametrize("type", TYPES)
def test_filling_at_creation_ticks(cast: Cast, type: str) -> None:
    step = bound_to(cast, type)
    assert cast.ticked(cast.deal(custom__side=sample(cast, type))) == {step}


@pytest.mark.parametrize("type", TYPES)
def test_ticking_demands_the_field_and_takes_its_value_along(cast: Cast, type: str) -> None:
    step = bound_to(cast, type)
    deal = cast.deal()
    with pytest.raises(Problem) as refused:
        cast.run(tick_step, deal, step, value=EMPTY.get(type, "  "))
    assert (refused.value.type, refused.value.field) == ("field-required", "custom.side")
    cast.run(tick_step, deal, step, value=sample(cast, type))
    assert cast.ticked(deal) == {step}


def bound_to(cast: Cast, type: str) -> int:
    """The id of a step that is bound to a new field of this type."""
    options = ["Small", "Large"] if type in ("choice", "multi_choice") else []
    cast.run(create_field, "deal", label="Side", type=type, options=options)
    binding = cast.run(create_binding, field="custom.side", step_id=cast.steps[0])
    cast.run(set_active, binding, True)
    return cast.steps[0]


def sample(cast: Cast, type: str) -> Any:
    """A value that fills a field of this type."""
    if type == "user":
        return cast.boris.member_id
    if type == "file":
        return cast.put(a_file(by=cast.anna))
    return SAMPLES[type]
