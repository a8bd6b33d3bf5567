"""What people type is refused with the name of its field, and all that is wrong at once."""

from functools import partial

import pytest

from stepmark.commands import inputs
from stepmark.platform.errors import Invalid

TOO_LONG = "x" * 201


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Name", "Name: This text has 201 characters; 200 are allowed."),
        ("", "This text has 201 characters; 200 are allowed."),
    ],
)
def test_a_line_that_is_too_long_is_told_with_its_label_if_it_has_one(label: str, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        inputs.line("name", label, TOO_LONG)
    assert str(refused.value.errors["name"]) == told


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        inputs.read_all(
            {
                "name": partial(inputs.line, "name", "Name", ""),
                "role": partial(inputs.role, "role", "viewer"),
                "currency": partial(inputs.currency, "currency", " "),
            }
        )
    assert {key: str(text) for key, text in refused.value.errors.items()} == {
        "name": "Fill in “Name”.",
        "currency": "Fill in “Currency”.",
    }
