"""Texts in the reader's language: gettext catalogues, read once, and texts that are translated when shown."""

import gettext as stdlib_gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import escape

LOCALES = {"en": "English", "pl": "Polski", "ru": "Русский"}
_FOLDER = Path(__file__).parent.parent / "locale"
_current: ContextVar[str] = ContextVar("locale", default="en")
_time_zone: ContextVar[str] = ContextVar("time_zone", default="UTC")


class Lazy:
    """A text chosen now and translated when it is shown; `%(name)s` places are filled from `values`."""

    __slots__ = ("message", "number", "plural", "values")

    def __init__(self, message: str, plural: str = "", number: int | None = None, **values: Any) -> None:
        self.message, self.plural, self.number, self.values = message, plural, number, values

    def __str__(self) -> str:
        translated = gettext(self.message) if self.number is None else ngettext(self.message, self.plural, self.number)
        return translated % {name: text_of(value) for name, value in self.values.items()} if self.values else translated

    def __html__(self) -> str:
        return str(escape(str(self)))

    def __repr__(self) -> str:
        return f"Lazy({self.message!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lazy) and (self.message, self.values) == (other.message, other.values)

    def __hash__(self) -> int:
        return hash(self.message)


Text = str | Lazy


def _(message: str, **values: Any) -> Lazy:
    """Mark a text for translation; it is translated when shown."""
    return Lazy(message, **values)


def ngettext_lazy(singular: str, plural: str, number: int, **values: Any) -> Lazy:
    """The same for a text that depends on a number, offered to it as `%(num)s`."""
    return Lazy(singular, plural, number, num=number, **values)


def text_of(value: Any) -> Any:
    """A Lazy as str in the current language; anything else as it is."""
    return str(value) if isinstance(value, Lazy) else value


def locale() -> str:
    """The current language's code, one of LOCALES."""
    return _current.get()


def time_zone() -> str:
    """The reader's IANA time zone."""
    return _time_zone.get()


@contextmanager
def speaking(language: str, zone: str = "UTC") -> Iterator[None]:
    """Use a language and a time zone inside the block; an unknown language means English."""
    tokens = _current.set(language if language in LOCALES else "en"), _time_zone.set(zone)
    try:
        yield
    finally:
        _current.reset(tokens[0])
        _time_zone.reset(tokens[1])


def gettext(message: str) -> str:
    """The message in the current language."""
    return _translations(_current.get()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the message that the current language uses with `number`."""
    return _translations(_current.get()).ngettext(singular, plural, number)


@cache
def _translations(language: str) -> stdlib_gettext.NullTranslations:
    source = _FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        return stdlib_gettext.NullTranslations()
    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return stdlib_gettext.GNUTranslations(compiled)
