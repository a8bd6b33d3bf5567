"""Asking one condition of one value, without a database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, kind_of
from stepmark.catalogue.types.base import Reader
from stepmark.conditions.check import Conditions, compile_conditions
from stepmark.conditions.context import Context
from stepmark.conditions.python import Verdict, holds
from stepmark.conditions.tree import read_tree
from stepmark.domain.attributes import FieldType

READER = Reader("Europe/Warsaw", "pl", "PLN")
# A Sunday, half past midnight in Warsaw, while it is still Saturday in UTC.
CONTEXT = Context(
    today=date(2026, 11, 22),
    now=datetime(2026, 11, 21, 23, 30, tzinfo=UTC),
    time_zone="Europe/Warsaw",
    currency="PLN",
    rates={"EUR": Decimal("4.25")},
    member_id=7,
)
OPTIONS = ("Gold", "Silver", "żółty")


def custom(type: str, *, kind: str = "deal", several: bool = False) -> Field:
    """A custom field that is called as its type: `custom.number`."""
    choices = tuple((each, each) for each in OPTIONS) if "choice" in type else ()
    key, multiple = f"custom.{type}", several or type == "multi_choice"
    return Field(kind, key, type.title(), FieldType(type), custom_id=1, multiple=multiple, choices=choices)


def fields(*more: Field) -> dict[str, dict[str, Field]]:
    """The system fields of all kinds, with these custom ones."""
    known = {name: {each.key: each for each in kind.system_fields} for name, kind in KINDS.items()}
    for each in more:
        known[each.kind][each.key] = each
    return known


def compiled(raw: Any, *more: Field, kind: str = "deal", **options: Any) -> Conditions:
    """A stored tree, checked for a kind of record."""
    return compile_conditions(read_tree(raw), kind_of(kind), fields(*more), READER, **options)


def verdict(raw: Any, seen: dict[str, Any], *more: Field, before: Any = None, context: Context = CONTEXT) -> Verdict:
    """What Python says of these values."""
    return holds(compiled(raw, *more), seen, context, before or {})
