"""The options of choice fields."""

from typing import Any

import pytest

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.fields import create_field, update_field
from stepmark.domain.deals import Deal
from stepmark.domain.fields import CustomField
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.fields import fields_of
from stepmark.queries.usage import option_use
from stepmark.queries.values import values_of
from tests.cast import Cast


def test_options_are_taken_one_per_line_or_as_a_list(cast: Cast) -> None:
    for given in (" Small \nLarge\r\n\n", ["Small", " Large", ""]):
        field = choice(cast, given)
        assert options(cast, field) == ["Small", "Large"]


@pytest.mark.parametrize(
    "given",
    [[], "", " \n ", ["Small", "small"], ["x" * 201], ["a\x00"], [["Small"]], {"Small": 1}, 7, [None, {}], ["x"] * 501],
)
def test_options_that_can_not_be_taken_are_refused(cast: Cast, given: Any) -> None:
    with pytest.raises(Invalid) as refused:
        choice(cast, given)
    assert refused.value.field == "options"


def test_an_option_of_a_multi_choice_can_not_hold_what_separates_them(cast: Cast) -> None:
    choice(cast, ["Small; cheap"])
    with pytest.raises(Invalid) as refused:
        choice(cast, ["Small; cheap"], "multi_choice")
    assert refused.value.field == "options"


def test_options_can_be_added_and_ordered(cast: Cast) -> None:
    field = choice(cast, ["Small", "Large"])
    cast.run(update_field, field, options=["Large", "Medium", "Small"])
    assert options(cast, field) == ["Large", "Medium", "Small"]


def test_renaming_an_option_renames_it_on_all_records(cast: Cast) -> None:
    field = choice(cast, ["Small", "Large"])
    deals = [cast.deal(custom__size="Small"), cast.deal(custom__size="Large"), cast.deal()]
    cast.run(update_field, field, options=["Tiny", "Large"], renamed={"Small": "Tiny"})
    assert values(cast, deals) == ["Tiny", "Large", None]
    cast.change("deal", deals[0], custom__size="tiny")
    assert values(cast, deals) == ["Tiny", "Large", None]


def test_two_options_may_change_names_with_each_other(cast: Cast) -> None:
    field = choice(cast, ["Small", "Large"])
    deals = [cast.deal(custom__size="Small"), cast.deal(custom__size="Large")]
    cast.run(update_field, field, options=["Large", "Small"], renamed={"Small": "Large", "Large": "Small"})
    assert values(cast, deals) == ["Large", "Small"]


def test_an_option_that_records_hold_can_not_be_left_out(cast: Cast) -> None:
    field = choice(cast, ["Small", "Large"])
    cast.deal(custom__size="Small")
    with pytest.raises(Problem) as refused:
        cast.run(update_field, field, options=["Large"])
    assert (refused.value.type, refused.value.field, refused.value.more["records"]) == ("in-use", "options", 1)
    cast.run(update_field, field, options=["Small"])
    assert options(cast, field) == ["Small"]


@pytest.mark.parametrize("type", ["choice", "multi_choice"])
def test_renaming_to_another_option_moves_the_records_there(cast: Cast, type: str) -> None:
    field = choice(cast, ["Small", "Tiny", "Large"], type)
    several = type == "multi_choice"
    deals = [cast.deal(custom__size="Small"), cast.deal(custom__size="Small; Tiny" if several else "Tiny")]
    cast.run(update_field, field, options=["Tiny", "Large"], renamed={"Small": "Tiny"})
    assert values(cast, deals) == ([("Tiny",)] * 2 if several else ["Tiny"] * 2)


def test_renaming_leaves_other_fields_and_workspaces_alone(cast: Cast) -> None:
    field, other = choice(cast, ["Small"]), choice(cast, ["Small"])
    cast.deal(custom__size="Small", custom__size_2="Small")
    cast.run(update_field, field, options=["Tiny"], renamed={"Small": "Tiny"})
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert option_use(session, session.get_one(CustomField, other)) == {"Small": 1}


def test_a_new_name_must_be_among_the_options(cast: Cast) -> None:
    field = choice(cast, ["Small", "Large"])
    with pytest.raises(Invalid) as refused:
        cast.run(update_field, field, options=["Small", "Large"], renamed={"Small": "Tiny"})
    assert refused.value.field == "options"


def choice(cast: Cast, given: Any, type: str = "choice") -> int:
    """A choice field called size."""
    return int(cast.run(create_field, "deal", label="Size", type=type, options=given))


def options(cast: Cast, field: int) -> list[str]:
    """The field's options as stored."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.get_one(CustomField, field).options


def values(cast: Cast, deals: list[int]) -> list[Any]:
    """What these deals hold."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        rows = [session.get_one(Deal, deal) for deal in deals]
        found = values_of(session, fields_of(session, DEAL), rows)
    return [found[deal]["custom.size"] for deal in deals]
