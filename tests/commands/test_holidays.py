"""The working calendar: its days and hours are settings, its holidays come by hand or with a country's year."""

from datetime import date

import pytest

from stepmark.commands.holidays import add_holiday, delete_holiday, import_holidays
from stepmark.commands.workspaces import update_workspace
from stepmark.domain.working_time import WorkingCalendar
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.working_calendar import holidays, working_calendar
from tests.cast import Cast


def test_a_new_workspace_works_from_nine_to_five_on_weekdays(cast: Cast) -> None:
    assert calendar(cast) == WorkingCalendar("UTC", frozenset(range(5)), 9 * 60, 17 * 60, frozenset())


def test_working_time_is_a_setting(cast: Cast) -> None:
    changes = {"work_days": ["6", "0"], "work_from": "07:30", "work_to": "24:00", "time_zone": "Europe/Warsaw"}
    cast.run(update_workspace, changes)
    cast.run(add_holiday, "11.11.2026", "Święto Niepodległości")
    assert calendar(cast) == WorkingCalendar(
        "Europe/Warsaw", frozenset({0, 6}), 450, 1440, frozenset({date(2026, 11, 11)})
    )


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("work_days", []), ("work_days", ["7"]), ("work_days", "0"), ("work_from", "25:00"), ("work_from", "24:01"),
        ("work_from", "9"), ("work_from", "17:00"), ("work_to", "09:00"), ("work_to", "٩:٠٠"), ("sweep_hour", "24"),
        ("sweep_hour", "-1"), ("sweep_hour", "noon"), ("sweep_hour", ""),
    ],
)  # fmt: skip
def test_times_that_can_not_be_are_refused_by_their_field(cast: Cast, key: str, raw: object) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(update_workspace, {key: raw})
    assert set(refused.value.errors) <= {key, "work_to"}


def test_a_holiday_is_there_once_and_can_be_renamed_and_deleted(cast: Cast) -> None:
    first = cast.run(add_holiday, "2026-12-24", "Christmas Eve")
    assert cast.run(add_holiday, "24.12.2026", "Wigilia") == first
    assert names(cast) == {"2026-12-24": "Wigilia"}
    cast.run(delete_holiday, first)
    assert names(cast) == {}


def test_a_countrys_year_comes_beside_what_is_there(cast: Cast) -> None:
    cast.run(update_workspace, {"locale": "pl"})
    cast.run(add_holiday, "2026-11-11", "Ours")
    came = cast.run(import_holidays, "PL", "2026")
    assert came > 10
    assert cast.run(import_holidays, "PL", "2026") == 0
    found = names(cast)
    assert (len(found), found["2026-11-11"], found["2026-01-06"]) == (came + 1, "Ours", "Święto Trzech Króli")


@pytest.mark.parametrize(
    ("verb", "args", "field"),
    [
        (add_holiday, ("",), "day"),
        (add_holiday, ("2026-02-30",), "day"),
        (add_holiday, (None,), "day"),
        (add_holiday, ("2026-01-01", "x" * 201), "name"),
        (add_holiday, ("2026-01-01", "\x00"), "name"),
        (import_holidays, ("XX", "2026"), "country"),
        (import_holidays, (["PL"], "2026"), "country"),
        (import_holidays, ("PL", "1999"), "year"),
        (import_holidays, ("PL", "next"), "year"),
    ],
)
def test_what_is_no_holiday_is_refused_by_its_field(
    cast: Cast, verb: object, args: tuple[object, ...], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(verb, *args)
    assert list(refused.value.errors) == [field]


def test_only_administrators_set_the_calendar(cast: Cast) -> None:
    holiday = cast.run(add_holiday, "2026-12-24")
    for verb, args in ((add_holiday, ("2026-12-31",)), (import_holidays, ("PL", "2026")), (delete_holiday, (holiday,))):
        with pytest.raises(Problem) as refused:
            cast.run(verb, *args, by=cast.magda)
        assert refused.value.type == "not-allowed"
    with pytest.raises(Problem) as hidden:
        cast.run(delete_holiday, holiday, by=cast.clara)
    assert hidden.value.type == "not-found"


def calendar(cast: Cast) -> WorkingCalendar:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return working_calendar(session, cast.anna.workspace_id)


def names(cast: Cast) -> dict[str, str]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return {each.day.isoformat(): each.name for each in holidays(session)}
