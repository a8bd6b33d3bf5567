"""What conditions mean, said once more in the plainest way, over values as people know them: days, moments, amounts.

It shares nothing with the readers but how a value is parsed and folded, so that what both get wrong shows here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.types.times import DatetimeType, DateType
from stepmark.catalogue.values import parse
from stepmark.conditions.context import Context
from stepmark.domain.attributes import FieldType
from stepmark.platform.money import Money
from stepmark.platform.text import fold

TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.EMAIL, FieldType.LINK, FieldType.CHOICE, FieldType.MULTI_CHOICE)


@dataclass(frozen=True)
class Meaning:
    """The conditions of one record: `now` and `before` give its values by path, `fields` says what they are."""

    fields: Mapping[str, Field]
    now: Mapping[str, Any]
    context: Context
    reader: Reader
    before: Mapping[str, Any] = field(default_factory=dict)

    def of(self, node: Mapping[str, Any]) -> bool:
        """Whether the record meets this node of a stored tree."""
        if "all" in node:
            return all(self.of(each) for each in node["all"])
        if "any" in node:
            return any(self.of(each) for each in node["any"])
        if "not" in node:
            return not self.of(node["not"])
        return self._compare(node)

    def _compare(self, node: Mapping[str, Any]) -> bool:
        key, op, raw = node["field"], node["op"], node.get("value")
        values = _listed(self._value(key, before=node.get("before", False)))
        was = _listed(self._value(key, before=True))
        changed = set(values) != set(was)
        match op:
            case "filled" | "empty":
                return bool(values) is (op == "filled")
            case "changed":
                return changed
            case "changed_to":
                return changed and any(self._is(key, value, raw) for value in values)
            case "increased":
                return bool(was and values) and (self._beyond(key, values[0], was[0]) or 0) > 0
            case "not_equal":
                return not any(self._is(key, value, raw, unknown=True) for value in values)
            case _:
                return any(self._holds(key, op, value, raw) for value in values)

    def _value(self, key: str, *, before: bool) -> Any:
        return self.before[key] if before and key in self.before else self.now.get(key)

    def _holds(self, key: str, op: str, value: Any, raw: Any) -> bool:
        if op in ("contains", "starts_with"):
            text, part = self._folded(key, value), self._folded(key, raw)
            return part in text if op == "contains" else text.startswith(part)
        if op == "one_of":
            return any(self._is(key, value, each) for each in raw)
        if op == "equal":
            return self._is(key, value, raw)
        if isinstance(value, date):
            return _time_holds(op, value, raw, self.context)
        differences = [self._beyond(key, value, self._operand(key, each)) for each in _listed_raw(raw)]
        if None in differences:
            return False
        first, last = differences[0], differences[-1]
        return bool({"greater": first > 0, "less": first < 0, "between": first >= 0 >= last}[op])

    def _is(self, key: str, value: Any, raw: Any, *, unknown: bool = False) -> bool:
        if self.fields[key].type is FieldType.USER and raw == "me":
            return bool(value == self.context.member_id)
        operand = self._operand(key, raw)
        if isinstance(value, Money):
            difference = self._beyond(key, value, operand)
            return unknown if difference is None else difference == 0
        return bool(self._folded(key, value) == self._folded(key, operand))

    def _operand(self, key: str, raw: Any) -> Any:
        if raw == "me":
            return self.context.member_id
        return parse(replace(self.fields[key], multiple=False), raw, self.reader)

    def _folded(self, key: str, value: Any) -> Any:
        kind = self.fields[key].type
        if kind is FieldType.PHONE:
            return "".join(letter for letter in value if letter in "0123456789")
        return fold(value) if kind in TEXTS else value

    def _beyond(self, key: str, value: Any, other: Any) -> Any:
        """By how much the value is more than the other one; None when they can't be compared."""
        if not isinstance(value, Money):
            return value - other if isinstance(value, Decimal) else 0
        if value.currency == other.currency:
            return value.amount - other.amount
        worth = self._worth(value), self._worth(other)
        return None if None in worth else worth[0] - worth[1]  # type: ignore[operator]  # neither is None

    def _worth(self, money: Money) -> Fraction | None:
        rate = Decimal(1) if money.currency == self.context.currency else self.context.rates.get(money.currency)
        return None if rate is None else Fraction(money.amount) * Fraction(rate)


def _time_holds(op: str, value: date, raw: Any, context: Context) -> bool:
    if isinstance(raw, int):
        ago = (context.today - _day(value, context)).days
        counted = {
            "days_after": ago == raw,
            "days_before": ago == -raw,
            "older_than": ago > raw,
            "anniversary": _comes_round(_day(value, context), context.today, raw),
            "within": 0 <= -ago <= raw if raw >= 0 else 0 <= ago <= -raw,
        }
        return counted[op]
    orders = [_order(value, each, context) for each in _listed_raw(raw)]
    first, last = orders[0], orders[-1]
    return {"on": first == 0, "before": first < 0, "after": first > 0, "between": first >= 0 >= last}[op]


def _comes_round(value: date, today: date, days: int) -> bool:
    """Whether so many days from today the date comes round; the leap day on the 28th where there is none."""
    if today.toordinal() + days > date.max.toordinal():
        return False
    then = today + timedelta(days=days)
    try:
        again = value.replace(year=then.year)
    except ValueError:
        again = date(then.year, 2, 28)
    return again == then and value.year < then.year


def _order(value: date, raw: Any, context: Context) -> int:
    """-1, 0 or 1: the value lies before, in or after the day or second that was given."""
    given = _given(raw, value, context)
    if isinstance(given, datetime):
        assert isinstance(value, datetime)
        here, there = value.replace(microsecond=0), given.replace(microsecond=0)
        return (here > there) - (here < there)
    day = _day(value, context)
    return (day > given) - (day < given)


def _given(raw: Any, value: date, context: Context) -> date:
    if isinstance(raw, dict):
        return _relative(raw["relative"], raw.get("shift", 0), context)
    try:
        given: date | None = DateType().parse(raw, _ANY_FIELD, Reader())
    except ValueFault:
        given = DatetimeType().parse(raw, _ANY_FIELD, Reader(context.time_zone))
    assert given is not None
    return given


def _relative(anchor: str, shift: int, context: Context) -> date:
    today = context.today
    match anchor:
        case "now":
            return context.now + timedelta(hours=shift)
        case "today":
            return today + timedelta(days=shift)
        case "start_of_week":
            return today - timedelta(days=today.isoweekday() - 1 - 7 * shift)
        case "end_of_week":
            return today + timedelta(days=7 - today.isoweekday() + 7 * shift)
    edge, _of, unit = anchor.partition("_of_")
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = today.replace(day=1)
    while (first.month - 1) % months:
        first = _month_beside(first, -1)
    for _each in range(months * abs(shift if edge == "start" else shift + 1)):
        first = _month_beside(first, -1 if (shift if edge == "start" else shift + 1) < 0 else 1)
    return first if edge == "start" else first - timedelta(days=1)


def _month_beside(first: date, way: int) -> date:
    return (first + timedelta(days=31 if way > 0 else -1)).replace(day=1)


def _day(value: date, context: Context) -> date:
    return value.astimezone(ZoneInfo(context.time_zone)).date() if isinstance(value, datetime) else value


def _listed(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) and not isinstance(value, Money) else (value,)


def _listed_raw(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [raw]


_ANY_FIELD = Field("deal", "any", "Any", FieldType.DATETIME)
