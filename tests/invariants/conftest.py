"""What several invariants need besides the cast."""

from dataclasses import dataclass

import pytest

from stepmark.domain.processes import Process, Stage, Step
from tests.cast import Cast


@dataclass(frozen=True)
class SecondProcess:
    """Another process of Anna's workspace, with one stage and two steps."""

    process_id: int
    stage_id: int
    steps: tuple[int, int]


@pytest.fixture
def renewals(cast: Cast) -> SecondProcess:
    """The process that customers come back to."""
    process = cast.put(Process(name="Renewals", position=1))
    stage = cast.put(Stage(process_id=process, name="Talk", position=0))
    steps = [cast.put(Step(process_id=process, stage_id=stage, name=f"Talk {n}", position=n)) for n in (1, 2)]
    return SecondProcess(process, stage, (steps[0], steps[1]))


@pytest.fixture(params=[False, True], ids=["one first", "the other first"])
def swapped(request: pytest.FixtureRequest) -> bool:
    """Which of two crossing changes is made first: each race is run both ways round."""
    return bool(request.param)
