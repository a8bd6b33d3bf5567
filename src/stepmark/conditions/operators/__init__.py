"""The operators, in the order in which a form offers them; one file per family."""

from collections.abc import Iterable

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import ValueFault
from stepmark.conditions.operators.anniversary import Anniversary
from stepmark.conditions.operators.base import Operator
from stepmark.conditions.operators.changes import Changed, ChangedTo, Increased
from stepmark.conditions.operators.days import (
    After,
    Before,
    BetweenDays,
    DaysAfter,
    DaysBefore,
    OlderThan,
    On,
    Within,
)
from stepmark.conditions.operators.equality import Equal, NotEqual, OneOf
from stepmark.conditions.operators.order import Between, Greater, Less
from stepmark.conditions.operators.presence import Empty, Filled
from stepmark.conditions.operators.texts import Contains, StartsWith
from stepmark.platform.i18n import _
from stepmark.platform.text import printable

# A name stands once for each family that it means something to: amounts and days are both "between".
OPERATORS: tuple[Operator, ...] = (
    Equal(), NotEqual(), OneOf(), Contains(), StartsWith(),
    Greater(), Less(), Between(),
    On(), Before(), After(), BetweenDays(), DaysAfter(), DaysBefore(), OlderThan(), Within(), Anniversary(),
    Filled(), Empty(),
    Changed(), ChangedTo(), Increased(),
)  # fmt: skip


def operators_for(field: Field, *, about_changes: bool = True) -> list[Operator]:
    """What a field can be asked; a filter has no change to ask about."""
    served = (each for each in OPERATORS if each.serves(field))
    return [each for each in served if about_changes or not each.is_about_change]


def operator_named(name: str, field: Field) -> Operator:
    """The field's operator of this name; raises ValueFault."""
    served = operators_for(field)
    found = next((each for each in served if each.name == name), None)
    if found is None:
        raise ValueFault(
            _(
                "“%(field)s” can't be compared by “%(name)s”, only by: %(names)s.",
                field=field.label,
                name=printable(name),
                names=_names(served),
            )
        )
    return found


def _names(operators: Iterable[Operator]) -> str:
    return ", ".join(each.name for each in operators)
