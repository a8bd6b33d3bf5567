"""The catalogue: whatever rules are made of stands on one of its shelves, says what it is for, and is found."""

from typing import Any

import pytest

from stepmark.automation.actions import actions
from stepmark.automation.actions.base import Action
from stepmark.automation.drafts import RuleDraft
from stepmark.automation.groups import GROUPS
from stepmark.automation.rules import create_rule
from stepmark.automation.shelves import Shelf, action_shelves, trigger_shelves
from stepmark.automation.triggers import triggers
from stepmark.automation.triggers.base import Trigger
from stepmark.catalogue.kinds import KINDS, TASK
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import speaking
from stepmark.platform.paths import static_dir
from tests.cast import Cast

ICONS = (static_dir() / "icons.svg").read_text()
PARTS = [*triggers().values(), *actions().values()]


def keys(shelves: list[Shelf]) -> set[str]:
    """What was found."""
    return {item.key for shelf in shelves for item in shelf.items if item.is_found}


@pytest.mark.row("B4")
@pytest.mark.row("C26")
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.key)
def test_each_has_a_known_group_a_sentence_of_help_and_an_icon(part: Trigger[Any] | Action[Any]) -> None:
    assert part.group in GROUPS
    assert str(part.help).endswith(".")
    assert f'id="{part.icon or GROUPS[part.group].icon}"' in ICONS
    assert any(map(part.serves, KINDS.values()))


def test_each_stands_on_one_shelf() -> None:
    for shelves, known in ((action_shelves(), actions()), (trigger_shelves(), triggers())):
        stand = [item.key for shelf in shelves for item in shelf.items]
        assert sorted(stand) == sorted(known)


@pytest.mark.row("B4")
def test_the_group_payments_holds_what_fills_in_requisites() -> None:
    (payments,) = (shelf for shelf in action_shelves() if shelf.group.key == "payments")
    assert {"change_requisites", "get_requisites"} <= {item.key for item in payments.items}


@pytest.mark.row("S51")
def test_what_is_for_deals_alone_is_not_on_the_shelves_of_tasks_and_is_refused_there(cast: Cast) -> None:
    shown = keys(action_shelves(TASK)) | keys(trigger_shelves(TASK))
    assert {"create_task", "set_fields", "task_done"} <= shown
    assert not {"finish_deal", "move_to_stage", "tick_step", "stage_entered"} & shown
    for action in (each for each in actions().values() if not each.serves(TASK)):
        draft = RuleDraft.model_validate(
            {"name": "No", "kind": "task", "trigger": {"on": "created"}, "actions": [{"do": action.key}]}
        )
        with pytest.raises(Invalid) as refused:
            cast.run(create_rule, draft)
        assert set(refused.value.errors) == {"actions/1/do"}


def test_each_word_has_to_be_there_in_any_case_and_in_the_readers_language() -> None:
    assert keys(action_shelves(q="  WAIT some ")) == {"wait"}
    assert keys(action_shelves(q="customer information exceptions")) == {"add_to_exceptions"}
    assert keys(action_shelves(q="no such thing")) == set()
    with speaking("pl"):
        assert "create_task" in keys(action_shelves(q="zadanie"))
