from collections.abc import Callable

import pytest

from stepmark.commands.turns import Turn


@pytest.mark.parametrize(
    ("worked", "passed", "is_over"),
    [(0.05, 0.05, False), (0.05, 0.35, False), (0.09, 0.09, True), (0.05, 0.45, True)],
    ids=["there is time", "others were at work meanwhile", "all is worked", "others have waited too long"],
)
def test_a_turn_ends_by_its_own_work_or_after_a_longer_while(worked: float, passed: float, *, is_over: bool) -> None:
    turn = Turn(0.08, _at(10.0, worked), _at(20.0, passed))
    assert turn.is_over is is_over


def _at(start: float, later: float) -> Callable[[], float]:
    moments = iter([start, start + later])
    return lambda: next(moments)
