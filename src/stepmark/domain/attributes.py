"""How a mapped column says what it is to people: the catalogue reads this from the column itself."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Text as LongText
from sqlalchemy.orm import MappedColumn, mapped_column

from stepmark.platform.i18n import Text


class FieldType(StrEnum):
    """Field types by their stored names. `record` links to another record kind; the rest may be custom fields."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    DATETIME = "datetime"
    YES_NO = "yes_no"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    USER = "user"
    FILE = "file"
    RECORD = "record"


class Bounds(NamedTuple):
    """What a number may be: from `least` to `most`, with so many decimals."""

    least: int
    most: int
    decimals: int


@dataclass(frozen=True)
class Attribute:
    """A system field: `key` is its name outside, `choices` its stored values with their labels.

    `searched` says that the search looks at it; `backward` is what a page calls the records that link to it by this
    field, where the name of their kind won't do. `initial` is what a new record has unless told otherwise, as the API
    takes it. No two live records share a `unique` value. A list shows the sum of what is `summed`. `names` says what
    the text is the name of: a `price_list`. What is
    `always_seen` can't be hidden from a role: pages or rights rest on it. Of kinds that share a table `only` this one
    has the field.
    """

    type: FieldType
    label: Text
    key: str = ""
    required: bool = False
    related: str = ""
    choices: tuple[tuple[str, Text], ...] = ()
    suggestions: tuple[Text, ...] = ()
    help: Text = ""
    by_hand: bool = True
    multiple: bool = False
    in_list: bool = True
    searched: bool = False
    backward: Text = ""
    initial: Any = None
    unique: bool = False
    summed: bool = True
    bounds: Bounds | None = None
    names: str = ""
    always_seen: bool = False
    only: str = ""


def attribute(attribute: Attribute, *args: Any, **options: Any) -> MappedColumn[Any]:
    """A mapped column that carries its description."""
    return mapped_column(*args, info={"attribute": attribute}, **options)


def folded() -> MappedColumn[str | None]:
    """The column beside a text, named `…_folded`, in which it is compared. Only SQL reads it, so no row loads it."""
    return mapped_column(LongText, deferred=True)
