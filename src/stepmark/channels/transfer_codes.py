"""What a bank's app reads from a QR code to fill a transfer in: EPC069-12 for euros, a Polish standard for złoty.

The Polish one is the recommendation of Związek Banków Polskich of 2013-12-03: nine fields between bars, of bounded
lengths, the amount in grosz with six digits.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import segno
from segno import helpers

from stepmark.platform.iban import POLISH_LENGTH

_NAME, _TITLE = 20, 32
_QUIET = 4
_EPC_NAME, _EPC_TITLE = 70, 140
_LARGEST_GROSZ = 999_999
_LARGEST_EURO = Decimal("999999999.99")


@dataclass(frozen=True)
class Transfer:
    """A transfer that somebody is asked for."""

    name: str
    iban: str
    bic: str
    amount: Decimal
    currency: str
    title: str


class Drawing(NamedTuple):
    """A square of so many modules, and its dark ones as an SVG path."""

    size: int
    path: str


def code_of(transfer: Transfer) -> Drawing | None:
    """The code; None where there is no standard for such a transfer."""
    code = _epc(transfer) or _polish(transfer)
    return drawn(code) if code else None


def drawn(code: segno.QRCode) -> Drawing:
    """A code with the quiet zone that scanners need."""
    rows = ["".join("#" if each else " " for each in row) for row in code.matrix_iter(border=_QUIET)]
    bars = (_bar(found, y) for y, row in enumerate(rows) for found in re.finditer("#+", row))
    return Drawing(len(rows), "".join(bars))


def polish_text(transfer: Transfer) -> str:
    """What the Polish standard wants; beyond six digits the payer enters the amount, as 0 says."""
    grosz = int(transfer.amount * 100)
    amount = f"{grosz if grosz <= _LARGEST_GROSZ else 0:06d}"
    account = transfer.iban.removeprefix("PL")
    return "|".join(
        ["", "PL", account, amount, _clean(transfer.name, _NAME), _clean(transfer.title, _TITLE), "", "", ""]
    )


def _bar(found: re.Match[str], y: int) -> str:
    width = found.end() - found.start()
    return f"M{found.start()} {y}h{width}v1h-{width}z"


def _epc(transfer: Transfer) -> segno.QRCode | None:
    fits = transfer.currency == "EUR" and Decimal("0.01") <= transfer.amount <= _LARGEST_EURO
    if not fits or not transfer.name:
        return None
    name, title = _in_bytes(transfer.name, _EPC_NAME), _in_bytes(transfer.title, _EPC_TITLE)
    bic = transfer.bic or None
    try:
        return helpers.make_epc_qr(name, transfer.iban, transfer.amount, text=title, bic=bic, encoding="utf-8")
    except ValueError:
        # What the standard does not take: the details stand beside it anyway.
        return None


def _polish(transfer: Transfer) -> segno.QRCode | None:
    is_polish = transfer.iban.startswith("PL") and len(transfer.iban) == POLISH_LENGTH
    if transfer.currency != "PLN" or not is_polish:
        return None
    return segno.make(polish_text(transfer), error="m", micro=False, encoding="utf-8")


def _clean(text: str, limit: int) -> str:
    return _short(text.replace("|", " "), limit)


def _short(text: str, limit: int) -> str:
    return " ".join(text.split())[:limit].strip()


def _in_bytes(text: str, limit: int) -> str:
    """Cut by bytes: the standard bounds the whole code by them, and letters beyond ASCII take two."""
    return _short(text, limit).encode()[:limit].decode("utf-8", "ignore").strip()
