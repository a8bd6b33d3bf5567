"""A chunk of an import takes what time its rules and its commit leave it."""

import pytest

from stepmark.importing.pace import CHUNK_SECONDS, Pace


@pytest.mark.parametrize("after_a_row", [0.5, 2, 20])
def test_rows_get_what_the_rules_after_them_leave(after_a_row: float) -> None:
    """`after_a_row`: how often the time of a row its rules take."""
    pace, row = Pace(), 0.001
    worked = 0.0
    for _chunk in range(10):
        rows = max(1, round(pace.seconds / row))
        worked = rows * row * (1 + after_a_row)
        pace.learn(worked, worked)
    assert worked == pytest.approx(CHUNK_SECONDS, rel=0.3)


def test_rows_without_rules_soon_have_all_of_it() -> None:
    pace = Pace()
    for _chunk in range(4):
        pace.learn(pace.seconds, pace.seconds)
    assert pace.seconds == CHUNK_SECONDS


def test_one_long_chunk_is_soon_made_up_for() -> None:
    pace = Pace()
    pace.learn(60, 60)
    assert 0 < pace.seconds < CHUNK_SECONDS / 4
    for _chunk in range(6):
        pace.learn(pace.seconds, pace.seconds)
    assert pace.seconds == CHUNK_SECONDS


def test_where_others_are_at_work_too_the_rules_still_fit_in() -> None:
    """Settling hands runs over to a worker after a quarter of a second by the clock."""
    pace, held = Pace(), 0.0
    for _chunk in range(10):
        worked = 2 * pace.seconds
        held = 10 * worked
        pace.learn(worked, held)
    assert held == pytest.approx(0.2, rel=0.1)
