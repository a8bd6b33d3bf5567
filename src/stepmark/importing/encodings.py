"""Guessing what a file's bytes mean."""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_POLISH = set("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ„”–".encode("cp1250"))
_WESTERN = set("àâäçèéêëîïñôöùúûüßÄÖÜÉœ“”’–€".encode("cp1252"))
_CYRILLIC_WORD = re.compile(rb"[\xc0-\xff\xa8\xb8]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]")


def guess_encoding(data: bytes) -> str:
    """A marked encoding or UTF-8 where the bytes say so; else the Windows one whose letters fit best."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _windows(data)
    return "utf-8"


def _windows(data: bytes) -> str:
    high = [byte[0] for byte in _HIGH.findall(data)]
    # Polish and western words have single letters above ASCII, Russian ones little else.
    in_words = sum(len(word) for word in _CYRILLIC_WORD.findall(data))
    if in_words * 2 > len(high):
        return "cp1251"
    polish = sum(byte in _POLISH for byte in high)
    western = sum(byte in _WESTERN for byte in high)
    return "cp1250" if polish >= western else "cp1252"
