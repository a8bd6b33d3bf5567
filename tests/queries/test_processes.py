"""Processes as lists, the editor and the API show them."""

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.process_stages import delete_stage
from stepmark.commands.process_steps import delete_step
from stepmark.commands.processes import create_process, delete_process
from stepmark.commands.records import delete_record
from stepmark.domain.processes import Process
from stepmark.queries.processes import deleted_from, deleted_processes, processes, shapes_of
from tests.cast import Cast
from tests.support.processes import shape
from tests.support.statements import statements_of


def test_a_shape_counts_live_deals_by_stage(cast: Cast) -> None:
    cast.deal()
    cast.deal(stage_id=cast.stages[1])
    cast.run(delete_record, DEAL, cast.deal(stage_id=cast.stages[1]))
    assert [stage.deals for stage in shape(cast).stages] == [1, 1, 0]
    assert (shape(cast).deals, shape(cast).steps) == (2, 9)


def test_a_bound_step_names_its_binding_active_or_not(cast: Cast) -> None:
    cast.field("budget", label="Budget")
    cast.bind("custom.budget", cast.steps[0])
    cast.bind("company", cast.steps[1], active=False)
    first, second, third = shape(cast).stages[0].steps
    assert first.bound is not None
    assert second.bound is not None
    assert (first.bound.field_label, first.bound.binding.active) == ("Budget", True)
    assert (second.bound.field_label, second.bound.binding.active) == ("Company", False)
    assert third.bound is None


def test_many_processes_cost_as_many_statements_as_one(cast: Cast) -> None:
    for number in range(5):
        cast.run(create_process, {"name": f"P{number}", "stages": [{"name": "A", "steps": [{"name": "S"}]}]})
    with cast.database.reading(cast.anna.workspace_id) as session:
        found = processes(session)
        with statements_of(cast.database) as statements:
            shapes = shapes_of(session, found)
    assert [len(each.stages) for each in shapes] == [3, 1, 1, 1, 1, 1, 2]
    assert len(statements) == 4


def test_what_was_deleted_can_be_found_again(cast: Cast) -> None:
    cast.run(delete_step, cast.steps[0])
    cast.run(delete_step, cast.steps[3])
    cast.run(delete_stage, cast.stages[1])
    with cast.database.reading(cast.anna.workspace_id) as session:
        deleted = deleted_from(session, session.get_one(Process, cast.process_id))
    assert [stage.name for stage in deleted.stages] == ["Proposal"]
    assert [(step.name, stage.name) for step, stage in deleted.steps] == [("Discovery 1", "Discovery")]


def test_deleted_processes_are_listed_apart(cast: Cast) -> None:
    cast.run(delete_process, cast.process_id)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert [process.name for process in deleted_processes(session)] == ["New business"]
    with cast.database.reading(cast.clara.workspace_id) as session:
        assert deleted_processes(session) == []
