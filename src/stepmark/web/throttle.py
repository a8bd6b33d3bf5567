"""How often passwords may be tried and public pages opened: guessing must not pay, who is stopped learns how long."""

import ipaddress
import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from stepmark.platform.errors import Problem
from stepmark.platform.i18n import ngettext_lazy
from stepmark.platform.ids import token_hash
from stepmark.platform.text import fold

BY_ADDRESS = parse("100 per 15 minutes")
BY_ACCOUNT = parse("100 per 15 minutes")
BY_BOTH = parse("10 per 15 minutes")
FEED_BY_ADDRESS = parse("300 per 15 minutes")
FEED_BY_TOKEN = parse("60 per 15 minutes")
CALL_BY_ADDRESS = parse("600 per 5 minutes")
CALL_BY_TOKEN = parse("600 per 5 minutes")
FORM_BY_ADDRESS = parse("30 per 15 minutes")
FORM_BY_TOKEN = parse("600 per 15 minutes")
EMAIL_READ = 400


class Throttle:
    """Counts tries in this process, by network address, by account, and more strictly by both together."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, address: str, email: str) -> None:
        """Count one try; refuses with `too-many-tries`, saying when to try again."""
        self._count(*self._keys(address, email))

    def forgive(self, address: str, email: str) -> None:
        """Forget the tries from this address for this account, after the right password."""
        self._limiter.clear(BY_BOTH, self._keys(address, email)[1][1])

    def count_feed(self, address: str, token: str) -> None:
        """Count one fetching of a calendar feed; refuses likewise."""
        self.count_token("feed", address, token)

    def count_token(self, what: str, address: str, token: str) -> None:
        """Count one opening of what strangers have the address of, each `what` on its own; refuses likewise."""
        by_address, by_token = f"{what}s:{_network(address)}", f"{what}:{token_hash(token)}"
        self._count((FEED_BY_ADDRESS, by_address), (FEED_BY_TOKEN, by_token))

    def count_call(self, address: str, token: str) -> None:
        """Count one call of a webhook; refuses likewise."""
        self._count((CALL_BY_ADDRESS, f"calls:{_network(address)}"), (CALL_BY_TOKEN, f"call:{token_hash(token)}"))

    def count_entry(self, address: str, token: str) -> None:
        """Count one sending of a lead form; refuses likewise."""
        self._count((FORM_BY_ADDRESS, f"entries:{_network(address)}"), (FORM_BY_TOKEN, f"entry:{token_hash(token)}"))

    def _count(self, *keys: tuple[RateLimitItem, str]) -> None:
        for limit, key in keys:
            if not self._limiter.hit(limit, key):
                raise _too_many(self._limiter.get_window_stats(limit, key).reset_time)

    def _keys(self, address: str, email: str) -> list[tuple[RateLimitItem, str]]:
        account = token_hash(fold(email[:EMAIL_READ]))
        network = _network(address)
        return [
            (BY_ADDRESS, f"address:{network}"),
            (BY_BOTH, f"both:{network}:{account}"),
            (BY_ACCOUNT, f"account:{account}"),
        ]


def _network(address: str) -> str:
    # One customer of a provider commands a whole /64 of IPv6 addresses.
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address


def _too_many(reset_time: float) -> Problem:
    seconds = max(1, math.ceil(reset_time - time.time()))
    text = ngettext_lazy(
        "Too many tries. Try again in %(num)s minute.",
        "Too many tries. Try again in %(num)s minutes.",
        math.ceil(seconds / 60),
    )
    return Problem("too-many-tries", text, retry_after=seconds)
