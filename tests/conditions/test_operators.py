"""Every operator by examples: what holds, and what just does not."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from stepmark.conditions.operators import OPERATORS, operators_for
from stepmark.domain.attributes import FieldType
from stepmark.platform.money import Money
from tests.conditions.asking import CONTEXT, custom, verdict


def pln(amount: str) -> Money:
    return Money(Decimal(amount), "PLN")


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def relative(anchor: str, shift: int = 0) -> dict[str, Any]:
    return {"relative": anchor, "shift": shift}


# type · operator · operand · what holds · what does not
EXAMPLES: list[tuple[str, str, Any, list[Any], list[Any]]] = [
    ("text", "equal", "łódź", ["Łódź", "ŁÓDŹ", "Łódz\u0301"], ["Lodz", "Łódź 2", None]),
    ("text", "equal", "STRASSE", ["Straße", "straẞe"], ["Strase"]),
    ("text", "equal", "ёлка", ["Ёлка", "ЁЛКА"], ["Елка"]),
    ("text", "not_equal", "łódź", ["Lodz", None], ["ŁÓDŹ"]),
    ("text", "one_of", ["a", "Б"], ["A", "б"], ["c", None]),
    ("text", "contains", "Ó", ["Łódź"], ["Lodz", None]),
    ("text", "contains", "0%", ["100%"], ["1000", "0,5"]),
    ("text", "contains", "a_b", ["xa_bx"], ["axb"]),
    ("text", "starts_with", "ŁÓ", ["łódź"], ["Młódź", None]),
    ("long_text", "contains", "ulica 7", ["Łódź\nULICA 7"], ["ulica\n7"]),
    ("long_text", "contains", "Łódź\r\nulica", ["w ŁODZI,\nŁÓDŹ\nULICA 7"], ["Łódź ulica 7"]),
    ("email", "equal", "ANNA@example.com", ["anna@Example.com"], ["ann@example.com"]),
    ("phone", "equal", "600 100 200", ["+48 600 100 200"], ["+49 600 100 200", None]),
    ("phone", "contains", "100-2", ["+48 600 100 200"], ["+48 601 003 002"]),
    ("link", "contains", "EXAMPLE.com", ["https://example.com/a"], ["https://example.org"]),
    ("number", "equal", "5,50", [Decimal("5.5")], [Decimal("5.500001"), None]),
    ("number", "not_equal", 0, [Decimal(1), None], [Decimal(0)]),
    ("number", "greater", 5, [Decimal("5.000001")], [Decimal(5), None]),
    ("number", "less", 5, [Decimal("4.999999"), Decimal(-9)], [Decimal(5), None]),
    ("number", "between", [-1, "0.5"], [Decimal(-1), Decimal(0), Decimal("0.5")], [Decimal("0.500001"), None]),
    ("number", "one_of", [1, 2], [Decimal(1), Decimal(2)], [Decimal(3)]),
    ("money", "equal", "425", [pln("425.00"), eur("100.00")], [pln("425.01"), eur("100.01"), usd("425.00"), None]),
    ("money", "equal", "100 USD", [usd("100.00")], [pln("100.00"), eur("100.00")]),
    ("money", "not_equal", "425", [pln("1.00"), eur("1.00"), None], [eur("100.00"), usd("1.00")]),
    ("money", "greater", "425", [pln("425.01"), eur("100.01")], [pln("425.00"), eur("100.00"), usd("999.00")]),
    ("money", "less", {"amount": "1", "currency": "EUR"}, [pln("4.24"), eur("0.99")], [pln("4.25"), usd("0.00")]),
    ("money", "between", ["4.25", "1 EUR"], [pln("4.25"), eur("1.00")], [pln("4.26"), pln("4.24")]),
    ("yes_no", "equal", "no", [False], [True, None]),
    ("yes_no", "not_equal", True, [False, None], [True]),
    ("choice", "equal", "gold", ["Gold"], ["Silver", None]),
    ("multi_choice", "equal", "Gold", [("Silver", "Gold")], [("Silver",), None]),
    ("multi_choice", "not_equal", "Gold", [("Silver",), None], [("Silver", "Gold")]),
    ("multi_choice", "one_of", ["Gold", "ŻÓŁTY"], [("żółty",), ("Silver", "Gold")], [("Silver",), None]),
    ("user", "equal", "me", [7], [8, None]),
    ("user", "one_of", ["me", 9], [7, 9], [8]),
    ("user", "not_equal", "me", [8, None], [7]),
    ("date", "on", "16.05.2026", [day("2026-05-16")], [day("2026-05-15"), day("2026-05-17"), None]),
    ("date", "before", "2026-05-16", [day("2026-05-15"), date.min], [day("2026-05-16"), None]),
    ("date", "after", "2026-05-16", [day("2026-05-17"), date.max], [day("2026-05-16"), None]),
    ("date", "between", ["2026-05-16", "2026-05-18"], [day("2026-05-16"), day("2026-05-18")], [day("2026-05-19")]),
    ("date", "on", relative("today", -1), [day("2026-11-21")], [day("2026-11-22"), day("2026-11-20")]),
    ("date", "between", [relative("start_of_week"), relative("end_of_week")],
     [day("2026-11-16"), day("2026-11-22")], [day("2026-11-15"), day("2026-11-23")]),
    ("date", "between", [relative("start_of_month", -1), relative("end_of_month", -1)],
     [day("2026-10-01"), day("2026-10-31")], [day("2026-09-30"), day("2026-11-01")]),
    ("date", "between", [relative("start_of_quarter", 1), relative("end_of_quarter", 1)],
     [day("2027-01-01"), day("2027-03-31")], [day("2026-12-31"), day("2027-04-01")]),
    ("date", "between", [relative("start_of_year"), relative("end_of_year")],
     [day("2026-01-01"), day("2026-12-31")], [day("2025-12-31"), day("2027-01-01")]),
    ("date", "days_after", 14, [day("2026-11-08")], [day("2026-11-07"), day("2026-11-09"), None]),
    ("date", "days_before", "3", [day("2026-11-25")], [day("2026-11-24"), day("2026-11-26"), day("2026-11-19")]),
    ("date", "days_after", 0, [day("2026-11-22")], [day("2026-11-21")]),
    ("date", "older_than", 14, [day("2026-11-07"), date.min], [day("2026-11-08"), day("2026-12-24"), None]),
    ("date", "within", 7, [day("2026-11-22"), day("2026-11-29")], [day("2026-11-21"), day("2026-11-30"), None]),
    ("date", "within", -7, [day("2026-11-22"), day("2026-11-15")], [day("2026-11-23"), day("2026-11-14"), None]),
    ("date", "anniversary", 0, [day("2025-11-22"), day("1970-11-22")], [day("2026-11-22"), day("2027-11-22"), None]),
    ("date", "anniversary", "10", [day("2024-12-02")], [day("2024-12-03"), day("2026-12-02"), day("2024-11-22")]),
    # There is no 29th of February in 2027, but in 2028.
    ("date", "anniversary", 98, [day("2024-02-29"), day("2024-02-28")], [day("2024-03-01")]),
    ("date", "anniversary", 463, [day("2023-02-28")], [day("2024-02-29")]),
    ("date", "within", 0, [day("2026-11-22")], [day("2026-11-21"), day("2026-11-23")]),
    # Midnight in Warsaw is 23:00 UTC in winter and 22:00 in summer.
    ("datetime", "on", "2026-11-22", [moment("2026-11-21T23:00"), moment("2026-11-22T22:59:59")],
     [moment("2026-11-21T22:59:59"), moment("2026-11-22T23:00"), None]),
    ("datetime", "on", "2026-10-25", [moment("2026-10-24T22:00"), moment("2026-10-25T22:59:59")],
     [moment("2026-10-24T21:59:59"), moment("2026-10-25T23:00")]),
    ("datetime", "on", "2026-11-22T00:30", [moment("2026-11-21T23:30"), moment("2026-11-21T23:30:00.7")],
     [moment("2026-11-21T23:30:01"), moment("2026-11-21T23:29:59")]),
    ("datetime", "before", relative("now"), [moment("2026-11-21T23:29:59")], [moment("2026-11-21T23:30")]),
    ("datetime", "after", relative("now", -2), [moment("2026-11-21T21:30:01")], [moment("2026-11-21T21:30")]),
    ("datetime", "after", "2026-11-21", [moment("2026-11-21T23:00")], [moment("2026-11-21T22:59:59")]),
    ("datetime", "days_after", 1, [moment("2026-11-20T23:00")], [moment("2026-11-21T23:00")]),
    ("datetime", "within", 1, [moment("2026-11-21T23:00"), moment("2026-11-23T22:59")], [moment("2026-11-23T23:00")]),
    ("number", "filled", None, [Decimal(0)], [None]),
    ("yes_no", "filled", None, [False], [None]),
    ("file", "filled", None, [3], [None]),
    ("multi_choice", "empty", None, [None], [("Gold",)]),
]  # fmt: skip


@pytest.mark.parametrize(("type", "op", "operand", "holding", "others"), EXAMPLES, ids=lambda each: str(each)[:30])
def test_an_operator_holds(type: str, op: str, operand: Any, holding: list[Any], others: list[Any]) -> None:
    leaf = {"field": f"custom.{type}", "op": op, "value": operand}
    held = {each: bool(verdict(leaf, {f"custom.{type}": each}, custom(type))) for each in [*holding, *others]}
    assert held == dict.fromkeys(holding, True) | dict.fromkeys(others, False)


# type · operator · operand · before · now
CHANGES: list[tuple[str, str, Any, Any, Any, bool]] = [
    ("text", "changed", None, "ACME", "Acme", True),
    ("text", "changed", None, None, "Acme", True),
    ("text", "changed", None, "Acme", None, True),
    ("text", "changed", None, "Acme", "Acme", False),
    ("multi_choice", "changed", None, ("Gold", "Silver"), ("Silver", "Gold"), False),
    ("multi_choice", "changed", None, ("Gold",), ("Silver", "Gold"), True),
    ("choice", "changed_to", "gold", "Silver", "Gold", True),
    ("choice", "changed_to", "gold", "Gold", "Gold", False),
    ("choice", "changed_to", "gold", "Gold", "Silver", False),
    ("number", "increased", None, Decimal(1), Decimal(2), True),
    ("number", "increased", None, Decimal(2), Decimal(2), False),
    ("number", "increased", None, None, Decimal(2), False),
    ("number", "increased", None, Decimal(2), None, False),
    ("money", "increased", None, eur("1.00"), pln("4.26"), True),
    ("money", "increased", None, eur("1.00"), pln("4.25"), False),
    ("money", "increased", None, eur("1.00"), usd("9.00"), False),
]


@pytest.mark.parametrize(("type", "op", "operand", "was", "now", "expected"), CHANGES)
def test_what_a_change_did(type: str, op: str, operand: Any, was: Any, now: Any, expected: bool) -> None:
    key = f"custom.{type}"
    leaf = {"field": key, "op": op, "value": operand}
    assert bool(verdict(leaf, {key: now}, custom(type), before={key: was})) is expected
    assert not verdict(leaf, {key: now}, custom(type)), "nothing has changed"


def test_a_comparison_can_read_the_value_before_the_change() -> None:
    leaf = {"field": "custom.choice", "op": "equal", "value": "Gold", "before": True}
    field = custom("choice")
    assert verdict(leaf, {"custom.choice": "Silver"}, field, before={"custom.choice": "Gold"})
    assert not verdict(leaf, {"custom.choice": "Gold"}, field, before={"custom.choice": None})
    assert verdict(leaf, {"custom.choice": "Gold"}, field), "what has not changed was the same before"


@pytest.mark.parametrize("today", [date.min, date(1, 1, 2), date(9999, 12, 30), date.max])
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_days_at_the_ends_of_the_calendar_are_no_fault(today: date, zone: str) -> None:
    context = replace(CONTEXT, today=today, time_zone=zone, now=datetime.combine(today, datetime.min.time(), UTC))
    anchors = ("now", "today", "start_of_week", "end_of_week", "start_of_month", "end_of_quarter", "end_of_year")
    for anchor in anchors:
        for op in ("on", "before", "after"):
            for shift in (-36_500, -1, 0, 1, 36_500):
                leaf = {"field": "custom.datetime", "op": op, "value": relative(anchor, shift)}
                verdict(leaf, {"custom.datetime": moment("2026-11-22T00:00")}, custom("datetime"), context=context)
    for op in ("days_after", "days_before", "older_than", "within"):
        counted = {"field": "custom.date", "op": op, "value": 36_500}
        assert not verdict(counted, {"custom.date": today}, custom("date"), context=context) or op == "within"


def test_beyond_the_calendar_there_is_no_day() -> None:
    context = replace(CONTEXT, today=date.max)
    leaf = {"field": "custom.date", "op": "after", "value": relative("today")}
    assert not verdict(leaf, {"custom.date": date.max}, custom("date"), context=context)
    leaf = {"field": "custom.date", "op": "on", "value": relative("today", 1)}
    assert not verdict(leaf, {"custom.date": date.max}, custom("date"), context=context)


def test_the_day_begins_when_the_clocks_have_skipped_midnight() -> None:
    context = replace(CONTEXT, time_zone="America/Sao_Paulo")
    leaf = {"field": "custom.datetime", "op": "on", "value": "2018-11-04"}
    for text, expected in (("2018-11-04T02:59:59", False), ("2018-11-04T03:00", True), ("2018-11-05T02:00", False)):
        assert bool(verdict(leaf, {"custom.datetime": moment(text)}, custom("datetime"), context=context)) is expected


def test_me_is_nobody_where_nobody_asks() -> None:
    leaf = {"field": "custom.user", "op": "equal", "value": "me"}
    assert not verdict(leaf, {"custom.user": 7}, custom("user"), context=replace(CONTEXT, member_id=None))


@pytest.mark.parametrize("type", FieldType)
def test_each_type_of_field_can_be_asked_something_under_one_name_only(type: FieldType) -> None:
    field = replace(custom("text"), type=type)
    names = [each.name for each in operators_for(field)]
    assert {"filled", "empty", "changed"} <= set(names)
    assert len(names) == len(set(names))
    assert not {"changed", "changed_to", "increased"} & {
        each.name for each in operators_for(field, about_changes=False)
    }


def test_the_stored_names_are_those_of_the_design() -> None:
    assert {each.name for each in OPERATORS} == {
        "equal", "not_equal", "contains", "starts_with", "greater", "less", "between", "one_of", "filled", "empty",
        "changed", "changed_to", "increased", "on", "before", "after", "days_after", "days_before", "older_than",
        "within", "anniversary",
    }  # fmt: skip
