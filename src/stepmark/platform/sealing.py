"""Secrets at rest: passwords and keys of other systems, which we have to know and no copy of the database may tell."""

import base64
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Engine, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_PURPOSE = b"stepmark: secrets at rest"
_BOX = "stepmark_box"


def keep_box(engine: Engine, key: bytes) -> None:
    """Let an engine seal and open what its `Sealed` columns hold, with a key made from the process's own."""
    derived = HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(key)
    setattr(engine.dialect, _BOX, Fernet(base64.urlsafe_b64encode(derived)))


class Sealed(TypeDecorator[str]):
    """A text that is plain in Python and encrypted in the database; None where it can't be opened: the key has been
    changed since, or the column was plain at the time."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypted; the same text comes out another way each time."""
        return None if value is None else _box(dialect).encrypt(value.encode()).decode("ascii")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """The plain text."""
        if value is None:
            return None
        try:
            return _box(dialect).decrypt(value.encode()).decode()
        except InvalidToken:
            return None


def _box(dialect: Any) -> Fernet:
    box: Fernet = getattr(dialect, _BOX)
    return box
