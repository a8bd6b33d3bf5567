"""Unguessable tokens, and the hashes under which they are kept."""

import hashlib
import hmac
import secrets


def new_token() -> str:
    """256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def new_change_id() -> int:
    """A number that no other change has, made without asking the database; small enough for any client's integers."""
    return secrets.randbits(53) | 1


def new_version() -> int:
    """A number that a former version hardly had, so that nothing kept under one is taken for the newest."""
    return secrets.randbits(30) | 1


def token_hash(token: str) -> str:
    """What the database keeps of a token: its SHA-256 in hex. A token has enough entropy to need no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def signature(key: bytes, text: str) -> str:
    """HMAC-SHA-256 of `text` in hex."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))
