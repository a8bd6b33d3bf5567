"""A process changed by its whole shape, as the API and scripts do."""

from typing import Any

import pytest

from stepmark.commands.processes import update_process
from stepmark.platform.errors import Invalid
from tests.cast import Cast
from tests.support.processes import names, shape, step


def test_stages_are_renamed_added_and_put_in_order(cast: Cast) -> None:
    first, second, third = cast.stages
    stages = [{"id": third}, {"name": "Payment"}, {"id": first, "name": "Lead"}, {"id": second}]
    cast.run(update_process, cast.process_id, {"stages": stages})
    assert list(names(cast)) == ["Contract", "Payment", "Lead", "Proposal"]
    assert names(cast)["Lead"] == ["Discovery 1", "Discovery 2", "Discovery 3"]


def test_steps_are_changed_added_moved_and_put_in_order(cast: Cast) -> None:
    stages = _stages(cast)
    kept = stages[0]["steps"].pop(0)
    stages[1]["steps"] = [{"name": "Offer"}, {**kept, "name": "Call", "required": True}, *stages[1]["steps"]]
    cast.run(update_process, cast.process_id, {"stages": stages})
    assert names(cast)["Discovery"] == ["Discovery 2", "Discovery 3"]
    assert names(cast)["Proposal"] == ["Offer", "Call", "Proposal 1", "Proposal 2", "Proposal 3"]
    assert step(cast, cast.steps[0]).required


def test_the_shape_that_is_there_changes_nothing(cast: Cast) -> None:
    before = [each.step.version for stage in shape(cast).stages for each in stage.steps]
    cast.run(update_process, cast.process_id, {"stages": _stages(cast)})
    assert [each.step.version for stage in shape(cast).stages for each in stage.steps] == before


def test_nothing_is_deleted_by_leaving_it_out(cast: Cast) -> None:
    for stages, key in [
        (_stages(cast)[:2], "stages"),
        ([*_stages(cast)[:2], {"id": cast.stages[2], "steps": []}], "steps"),
    ]:
        with pytest.raises(Invalid) as refused:
            cast.run(update_process, cast.process_id, {"stages": stages})
        assert list(refused.value.errors) == [key]
        assert "Contract" in str(refused.value.errors[key])


def test_ids_of_elsewhere_are_refused_by_their_place(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(update_process, cast.process_id, {"stages": [*_stages(cast), {"id": 10**12}]})
    assert list(refused.value.errors) == ["stages.3.id"]
    stages = _stages(cast)
    stages[0]["steps"].append({"id": 10**12})
    with pytest.raises(Invalid) as refused:
        cast.run(update_process, cast.process_id, {"stages": stages})
    assert list(refused.value.errors) == ["stages.0.steps.3.id"]


def test_a_wrong_step_undoes_the_whole(cast: Cast) -> None:
    stages: list[dict[str, Any]] = [{"name": "Lead"}, *_stages(cast)]
    stages[3]["steps"][2]["name"] = ""
    with pytest.raises(Invalid):
        cast.run(update_process, cast.process_id, {"stages": stages})
    assert "Lead" not in names(cast)


def _stages(cast: Cast) -> list[dict[str, Any]]:
    return [
        {"id": stage.stage.id, "name": stage.stage.name, "steps": [{"id": each.step.id} for each in stage.steps]}
        for stage in shape(cast).stages
    ]
