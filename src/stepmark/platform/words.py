"""Words as the search knows them: without case, accents and differences of spelling that people don't see.

Every step takes letter after letter, so that the form of a word's beginning is the beginning of the word's form.
"""

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 40
# A name with an apostrophe is one word and its pieces are words too, and so is "S.A.", which others write "SA".
_WORD = re.compile(r"(?<!\w)(?:[^\W_]\.)+[^\W_](?!\w)|[^\W_]+(?:['’ʼ`][^\W_]+)*")
_PIECE = re.compile(r"[^\W_]+")
_WITHIN_A_WORD = re.compile(r"['’ʼ`.]")
_NUMBER_AT_THE_END = re.compile(r"(?<=[^\W\d_])\d+$")
_SHORTEST_OF_A_PHONE = 2

# Letters that Unicode does not take apart.
_BARE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)
# Sergey, Sergei and Sergej are one name, and so are Iwanow and Ivanov.
_ALIKE = str.maketrans({"j": "i", "y": "i", "w": "v"})
_LATIN = str.maketrans(
    dict(
        zip(
            "абвгдежзиклмнопрстуфхцчшщъыьэюяієґјљњћђџ",
            "a b v g d e zh z i k l m n o p r s t u f kh ts ch sh shch  i  e iu ia i ie g i li ni c d dz".split(" "),  # noqa: SIM905 - a list of forty would fill a page
            strict=True,
        )
    )
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_KEYS_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_KEYS_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_OTHER_KEYS = str.maketrans(_KEYS_LATIN + _KEYS_RUSSIAN, _KEYS_RUSSIAN + _KEYS_LATIN)


def terms_of(text: str) -> list[str]:
    """Every form by which a text is found when a word is typed that begins like it; in the text's order, each once."""
    return list(dict.fromkeys(form for word in _words_and_pieces(bare(text)) for form in forms_of(word)))


def phone_terms(text: str) -> list[str]:
    """A number is found by any part of it: each of its endings is a term."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", text))[:LONGEST]
    return [digits[start:] for start in range(max(1, len(digits) - _SHORTEST_OF_A_PHONE + 1)) if digits]


def words_of(text: str) -> list[str]:
    """The words of a typed text, bare, in their order and each once."""
    return list(dict.fromkeys(_WITHIN_A_WORD.sub("", found[0])[:LONGEST] for found in _WORD.finditer(bare(text))))


def forms_of(word: str) -> tuple[str, ...]:
    """The forms of a bare word: as Latin letters write it, and for a Cyrillic one its own as well."""
    latin = word.translate(_LATIN).translate(_ALIKE)[:LONGEST]
    if not _CYRILLIC.search(word):
        return (latin,)
    return tuple(dict.fromkeys(form for form in (word.translate(_ALIKE)[:LONGEST], latin) if form))


def bare(text: str) -> str:
    """The text without case and accents."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_BARE)


def other_keys(text: str) -> str:
    """What the same keys write when the keyboard is switched between English and Russian."""
    return text.lower().translate(_OTHER_KEYS)


def shortened(word: str) -> set[str]:
    """The word and what is left of it when any one of its letters is taken away."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def is_one_slip_off(typed: str, word: str, *, whole: bool) -> bool:
    """Whether the word (or, unless `whole`, its beginning) differs by one letter: missing, too many, wrong, swapped."""
    at = next((i for i, (one, other) in enumerate(zip(typed, word, strict=False)) if one != other), None)
    if at is None:
        return abs(len(typed) - len(word)) == 1 if whole else len(typed) == len(word) + 1
    rest = typed[at:]
    # The letters differ here: it is wrong, or one is missing before it, or it is one too many, or two are swapped.
    readings = [(rest[1:], at + 1), (rest, at + 1), (rest[1:], at)]
    if len(rest) > 1 and word[at : at + 2] == rest[1] + rest[0]:
        readings.append((rest[2:], at + 2))
    return any(word[start:] == left if whole else word.startswith(left, start) for left, start in readings)


def _words_and_pieces(text: str) -> Iterator[str]:
    for found in _WORD.finditer(text):
        whole = _WITHIN_A_WORD.sub("", found[0])
        yield whole
        pieces = _PIECE.findall(found[0])
        if len(pieces) > 1:
            yield from pieces
        for piece in pieces:
            if number := _NUMBER_AT_THE_END.search(piece):
                yield number[0]
