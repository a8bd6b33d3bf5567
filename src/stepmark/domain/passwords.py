"""Passwords: what is asked of them, and how they are kept. Hashing is slow by intent, so do it outside transactions."""

import unicodedata

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.text import fold, is_storable

SHORTEST, LONGEST = 10, 200
# OWASP's second argon2id setting: 19 MiB, so that forty sign-ins at once don't take the server's memory.
_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
_NOBODYS = _hasher.hash("the password of an account that does not exist")


def hashed(password: str, email: str, *, key: str = "password") -> str:
    """What the database keeps of a new password; raises Invalid for one that must not be used."""
    fault = None
    if len(password) < SHORTEST:
        fault = _("Use at least %(least)s characters.", least=SHORTEST)
    elif len(password) > LONGEST:
        fault = _("Use at most %(most)s characters.", most=LONGEST)
    elif not is_storable(password):
        fault = _("This password holds characters that can't be typed again. Choose another.")
    elif fold(password) == fold(email):
        fault = _("Your e-mail address is too easy to guess. Choose another password.")
    if fault is not None:
        raise Invalid({key: fault})
    return _hasher.hash(_normal(password))


def matches(password: str, password_hash: str) -> bool:
    """Whether this is the password. Takes the same time when there is none, as for an unknown account."""
    usable = is_storable(password) and len(password) <= LONGEST
    same = _hasher.verify(_normal(password) if usable else "", password_hash or _NOBODYS)
    return same and usable and bool(password_hash)


def _normal(password: str) -> str:
    # The same letters come composed from one keyboard and decomposed from another.
    return unicodedata.normalize("NFKC", password)
