"""What a field type must be able to do."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar

from stepmark.catalogue.fields import Field
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import is_storable

Value = TypeVar("Value")
_LONGEST_NUMBER = 1024  # bits; Python refuses to write much longer ones out


class Cell(NamedTuple):
    """One value as the typed table stores it; see FieldValue."""

    number: int | None = None
    text: str | None = None
    folded: str | None = None
    time: datetime | None = None


@dataclass(frozen=True)
class Reader:
    """How the person who typed a value writes: their zone for moments, their language, the default currency.

    `constants` are the workspace's, as it keeps them, where what is read may name one.
    """

    time_zone: str = "UTC"
    locale: str = "en"
    currency: str = "EUR"
    constants: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


class ValueFault(Exception):
    """A value that a field can't take, with what to do about it."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class ValueType(ABC, Generic[Value]):
    """One field type. A filled value is a Python value; an empty one is None and never reaches these methods."""

    @abstractmethod
    def parse(self, raw: Any, field: Field, reader: Reader) -> Value | None:
        """The value of what a form, a file or a client sent; raises ValueFault."""

    def json(self, value: Value) -> Any:
        """The value as the API and the history give it."""
        return value

    @abstractmethod
    def cell(self, value: Value) -> Cell:
        """The value as stored for a custom field."""

    @abstractmethod
    def load(self, cell: Cell) -> Value:
        """The stored value."""


def text_in(raw: Any, limit: int, *, lines: bool = False) -> str:
    """A trimmed text that can be stored; raises ValueFault if it can't."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise ValueFault(_("Enter a text."))
    if isinstance(raw, int) and raw.bit_length() > _LONGEST_NUMBER:
        raise ValueFault(_("Enter a smaller number."))
    text = str(raw).replace("\r\n", "\n").strip()
    if not is_storable(text):
        raise ValueFault(_("This text holds characters that can't be kept (NUL or half of a pair). Remove them."))
    if not lines and ("\n" in text or "\r" in text):
        text = " ".join(text.split())
    if len(text) > limit:
        raise ValueFault(
            _("This text has %(length)s characters; %(limit)s are allowed.", length=len(text), limit=limit)
        )
    return text
