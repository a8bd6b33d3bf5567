"""How a page looks to its reader: in a language, on a screen of some width, light or dark."""

from collections.abc import Callable
from itertools import product
from typing import Literal, NamedTuple, TypeVar

import pytest

from stepmark.platform.i18n import LOCALES, Text, speaking

Scheme = Literal["light", "dark"]
WIDTHS = (360, 1360)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
Test = TypeVar("Test", bound=Callable[..., None])


class Look(NamedTuple):
    """One of the twelve."""

    language: str
    width: int
    scheme: Scheme

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{self.scheme}"

    def say(self, text: Text) -> str:
        """A text of the product in the look's language; what people of the cast typed stays as it is."""
        with speaking(self.language):
            return str(text)


ALL = [Look(*each) for each in product(LOCALES, WIDTHS, SCHEMES)]
# Together they meet each language on both screens, and each of these both light and dark.
SHORT = {
    "day": Look("ru", 360, "dark"),
    "import": Look("pl", 360, "light"),
    "search": Look("en", 360, "light"),
    "sheet": Look("pl", 1360, "dark"),
    "view": Look("ru", 1360, "light"),
    "undo": Look("en", 1360, "dark"),
    "paper": Look("en", 360, "dark"),
    "sale": Look("en", 1360, "light"),
}


def in_every_look(journey: str) -> Callable[[Test], Test]:
    """The journey is made in its own look of SHORT, and in the long form in all of them."""
    looks = [pytest.param(each, id=str(each), marks=_marks(each, journey)) for each in ALL]

    def mark(test: Test) -> Test:
        in_looks: Test = pytest.mark.parametrize("look", looks)(test)
        once: Test = pytest.mark.sqlite_alone(in_looks)  # looks are not the database's business
        return once

    return mark


def _marks(look: Look, journey: str) -> list[pytest.MarkDecorator]:
    return [] if look == SHORT[journey] else [pytest.mark.long]
