"""When a public form was opened, signed, so that programs that fill it at once can be told from people."""

import secrets
import time

from stepmark.platform.ids import same, signature


def new_stamp(key: bytes, token: str) -> str:
    """What the form carries along: the second in which it was shown."""
    said = f"{int(time.time())}.{secrets.token_hex(8)}"
    return f"{said}.{signature(key, f'form:{token}:{said}')}"


def age_of(key: bytes, token: str, stamp: str) -> float | None:
    """The seconds since then; None for a stamp that is not ours."""
    said, _point, signed = stamp[:200].rpartition(".")
    at = said.partition(".")[0]
    if not (at.isascii() and at.isdigit() and len(at) < 12):
        return None
    return time.time() - int(at) if same(signed, signature(key, f"form:{token}:{said}")) else None
