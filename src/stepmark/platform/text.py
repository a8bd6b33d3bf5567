"""Texts as people type them, made fit to store and to compare."""

import re
import unicodedata

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def fold(text: str) -> str:
    """The form in which texts are compared and searched: NFKC, case-folded, as both databases can't do it alike."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def is_storable(text: str) -> bool:
    """Whether every character can be kept: PostgreSQL takes no NUL, and a lone surrogate has no UTF-8."""
    return not _UNSTORABLE.search(text)


def printable(text: str, limit: int = 100) -> str:
    """The beginning of a text that may not be storable, fit to be quoted in an answer."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text[:limit])


def initials(name: str) -> str:
    """Up to two letters for an avatar: "Anna Maj" → "AM"."""
    words = [word for word in re.split(r"[\s\-]+", name) if word[:1].isalnum()]
    picked = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in picked).upper() or "?"


def first_name(name: str) -> str:
    """How a person is addressed: "Anna Maj" → "Anna", and "Орлова Светлана Петровна" → "Светлана"."""
    words = name.split()
    # Officially written Russian names end with the patronymic, and the given name stands before it.
    is_official = len(words) == 3 and re.search(r"(?:вич|ьич|вна|ична)$", words[2].casefold())
    return words[1] if is_official else words[0] if words else ""


def slug(text: str, limit: int = 40) -> str:
    """A key of a-z, 0-9 and _ for a label in any script: "Budżet (PLN)" → "budzet_pln"; "" when nothing is left."""
    latin = unicodedata.normalize("NFKD", _transliterate(text.casefold())).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", latin).strip("_")[:limit].rstrip("_")


CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяł",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya l".split(" "),  # noqa: SIM905 - a list of 34 would fill a page
        strict=True,
    )
)


def _transliterate(text: str) -> str:
    return "".join(CYRILLIC.get(letter, letter) for letter in text)
