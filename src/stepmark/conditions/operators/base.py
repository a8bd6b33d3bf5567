"""What an operator is: a stored name, the types it serves, how its value is read, and what it then claims."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Cell, Reader, ValueFault
from stepmark.catalogue.values import MOST_VALUES, parse
from stepmark.conditions.claims import Claim
from stepmark.conditions.context import Context
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import Lazy, Text, _
from stepmark.platform.money import Money

MOST_DAYS = 36_500
ME = "me"


class Takes(StrEnum):
    """The value that an operator is given: none, one, a list, a list of the first and the last, a number of days."""

    NOTHING = "nothing"
    VALUE = "value"
    VALUES = "values"
    RANGE = "range"
    DAYS = "days"


@dataclass(frozen=True)
class Asked:
    """A comparison at work. `before` holds the values from before the change; None when the field did not change."""

    field: Field
    operand: Any
    context: Context
    before: tuple[Cell, ...] | None = None


class Operator(ABC):
    """One operator. `sentence` says it of `%(field)s` and `%(value)s`; `label` stands between the two on a form."""

    name: ClassVar[str]
    label: ClassVar[Text]
    sentence: ClassVar[Lazy]
    types: ClassVar[Collection[FieldType]]
    takes: ClassVar[Takes] = Takes.VALUE
    is_about_change: ClassVar[bool] = False

    def serves(self, field: Field) -> bool:
        """Whether it makes sense for a field."""
        return field.type in self.types

    def read(self, raw: Any, field: Field, reader: Reader) -> Any:
        """The operand of what was sent or stored; raises ValueFault."""
        match self.takes:
            case Takes.NOTHING:
                return nothing(raw)
            case Takes.VALUE:
                return self.read_one(raw, field, reader)
            case Takes.VALUES:
                return tuple(dict.fromkeys(self.read_one(each, field, reader) for each in several(raw)))
            case Takes.RANGE:
                return in_order(*(self.read_one(each, field, reader) for each in pair(raw)))
            case Takes.DAYS:
                return days(raw, at_least=0)

    def read_one(self, raw: Any, field: Field, reader: Reader) -> Any:
        """One value, as the field itself would take it."""
        return one(raw, field, reader)

    @abstractmethod
    def claim(self, asked: Asked) -> Claim:
        """What has to be true of the field's values."""

    def words(self, field: Text, value: Text, operand: Any) -> Text:
        """The comparison as a sentence."""
        return Lazy(self.sentence.message, field=field, value=value)


def one(raw: Any, field: Field, reader: Reader) -> Any:
    """A filled value of the field, whether or not it holds several; raises ValueFault."""
    if field.type is FieldType.USER and raw == ME:
        return ME
    value = parse(replace(field, multiple=False, bounds=None), raw, reader)
    if value is None:
        raise ValueFault(_("Enter a value to compare with."))
    return value


def nothing(raw: Any) -> None:
    """The operand of an operator without one."""
    if raw not in (None, ""):
        raise ValueFault(_("This comparison takes no value."))


def several(raw: Any) -> list[Any]:
    """A list with something in it."""
    if not isinstance(raw, list | tuple) or not raw:
        raise ValueFault(_("Choose at least one value."))
    if len(raw) > MOST_VALUES:
        raise ValueFault(_("At most %(limit)s values are allowed.", limit=MOST_VALUES))
    return list(raw)


def pair(raw: Any) -> list[Any]:
    """A list of the first and the last."""
    if not isinstance(raw, list | tuple) or len(raw) != 2:
        raise ValueFault(_("Enter the first and the last value."))
    return list(raw)


def in_order(first: Any, last: Any) -> tuple[Any, Any]:
    """The two, unless it shows that nothing lies between them; of two currencies or a relative day that shows later."""
    is_told = type(first) is type(last) and isinstance(first, Decimal | Money | date)
    if is_told and getattr(first, "currency", "") == getattr(last, "currency", "") and first > last:
        raise ValueFault(_("The first value must not be greater than the last."))
    return first, last


def days(raw: Any, *, at_least: int) -> int:
    """A whole number of days."""
    text = raw.strip() if isinstance(raw, str) else raw
    number = int(text) if isinstance(text, str) and text.removeprefix("-").isdecimal() and len(text) < 10 else text
    if isinstance(number, bool) or not isinstance(number, int) or not at_least <= number <= MOST_DAYS:
        raise ValueFault(_("Enter a whole number of days from %(least)s to %(most)s.", least=at_least, most=MOST_DAYS))
    return number
