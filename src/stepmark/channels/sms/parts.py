"""How an SMS is counted: GSM 03.38 with its extension, or UCS-2; and how it is written to fit the former."""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from stepmark.platform.text import CYRILLIC

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
_SIGNS = {
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"', "‘": "'", "’": "'", "‚": "'", "‛": "'", "`": "'",
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "…": "...", "•": "*", "·": ".", "№": "No.", "×": "x",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": "", "\u00ad": "", "\ufeff": "", "\t": " ",
    "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u", "©": "(c)", "®": "(r)",
}  # fmt: skip


class Count(NamedTuple):
    """What a text makes as an SMS; `left` is what the last part still takes, `plain` whether it is in GSM 03.38."""

    characters: int
    parts: int
    left: int
    plain: bool


def counted(text: str) -> Count:
    """Count a text: 160 to one part, else 153 to each, where a sign of the extension counts twice; 70 or 67 in UCS-2.

    What counts twice is not divided between two parts.
    """
    plain = is_plain(text)
    widths = [(2 if each in _EXTENDED else 1) if plain else (2 if ord(each) > 0xFFFF else 1) for each in text]
    alone, joined = (160, 153) if plain else (70, 67)
    total = sum(widths)
    if total <= alone:
        return Count(len(text), 1 if text else 0, alone - total, plain)
    parts, used = _packed(widths, joined)
    return Count(len(text), parts, joined - used, plain)


def is_plain(text: str) -> bool:
    """Whether GSM 03.38 has all of its letters."""
    return all(each in _GSM or each in _EXTENDED for each in text)


def transliterated(text: str) -> str:
    """The text in letters of GSM 03.38, as far as Latin and Cyrillic go; what has no likeness stays as it is."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(each if each in _GSM or each in _EXTENDED else _alike(each) for each in composed)


def _packed(widths: Iterable[int], size: int) -> tuple[int, int]:
    """How many parts there are, and how much the last one holds."""
    parts, used = 1, 0
    for width in widths:
        if used + width > size:
            parts, used = parts + 1, 0
        used += width
    return parts, used


def _alike(letter: str) -> str:
    if letter in _SIGNS:
        return _SIGNS[letter]
    low = letter.lower()
    found = CYRILLIC.get(low, _SIGNS.get(low))
    if found is not None:
        return found if letter == low else found.capitalize()
    bare = "".join(each for each in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(each))
    return bare if is_plain(bare) and bare else letter
