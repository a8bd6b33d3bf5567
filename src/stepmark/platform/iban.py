"""Bank accounts as the international standard writes them."""

import re

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
_POLISH = re.compile(r"[0-9]{26}")
_GAPS = re.compile(r"[\s-]+")
POLISH_LENGTH = 28


def iban_of(text: str) -> str | None:
    """An IBAN without gaps, from what somebody typed, if its check digits agree; a Polish account needs no PL."""
    iban = _GAPS.sub("", text).upper()
    if _POLISH.fullmatch(iban):
        iban = f"PL{iban}"
    if not _IBAN.fullmatch(iban) or (iban.startswith("PL") and len(iban) != POLISH_LENGTH):
        return None
    return iban if int("".join(str(int(each, 36)) for each in iban[4:] + iban[:4])) % 97 == 1 else None


def bic_of(text: str) -> str | None:
    """A bank's code without gaps, from what somebody typed."""
    bic = _GAPS.sub("", text).upper()
    return bic if _BIC.fullmatch(bic) else None


def grouped(iban: str) -> str:
    """As people read it: PL61 1090 1014 …"""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
