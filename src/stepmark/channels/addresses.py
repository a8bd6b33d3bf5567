"""Where a connection may lead: names are looked up once, every address is checked, and the connection goes to that."""

import socket
import threading
from collections.abc import Collection
from concurrent.futures import Future
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from stepmark.platform.i18n import Text, _
from stepmark.platform.networks import Network

Address = IPv4Address | IPv6Address

# `is_global` lets these through. Behind some any IPv4 address may stand: NAT64 (well known and local), 6to4, Teredo,
# IPv4-compatible ones; others are for protocols' own use, which every Python sees a bit differently.
_NOT_MEANT = tuple(
    map(
        ip_network,
        ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "192.0.0.0/24", "192.88.99.0/24"),
    )
)
_SAID_AT_MOST = 3
LOOKUP_SECONDS = 5.0


class Unreachable(Exception):
    """There is no way there. `permanent` where trying again would not help."""

    def __init__(self, reason: Text, *, permanent: bool = False) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.permanent = permanent


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet, whatever it is wrapped in."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if any(address in network for network in _NOT_MEANT) or getattr(address, "is_site_local", False):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def reachable(
    host: str, port: int, allowed: Collection[Network] = (), seconds: float = LOOKUP_SECONDS
) -> list[tuple[int, str]]:
    """The (family, address) pairs of a host that may be connected to, in the system's order. Raises Unreachable.

    All its addresses must be public ones or `allowed`: a name that leads elsewhere as well is meant to mislead.
    """
    found = _looked_up(host, port, seconds)
    refused = [address for _family, address in found if not _may_lead_to(address, allowed)]
    if refused:
        named = ", ".join(refused[:_SAID_AT_MOST])
        text = _(
            "“%(host)s” leads to %(address)s, not on the open internet. Whoever runs this server can allow it.",
            host=host,
            address=named,
        )
        raise Unreachable(text, permanent=True)
    return found


def _looked_up(host: str, port: int, seconds: float) -> list[tuple[int, str]]:
    """The system asks name servers for as long as it likes, so that it is asked beside us."""
    found: Future[list[Any]] = Future()
    threading.Thread(target=_look_up, args=(host, port, found), daemon=True).start()
    try:
        answers = found.result(seconds)
    except (OSError, UnicodeError):
        raise Unreachable(_("There is no server by the name of “%(host)s”.", host=host)) from None
    return list(dict.fromkeys((int(family), str(where[0])) for family, _type, _proto, _name, where in answers))


def _look_up(host: str, port: int, found: "Future[list[Any]]") -> None:
    try:
        found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except Exception as error:
        found.set_exception(error)


def _may_lead_to(text: str, allowed: Collection[Network]) -> bool:
    address = ip_address(text.partition("%")[0])
    inner = getattr(address, "ipv4_mapped", None) or address
    return is_public(address) or any(each.version == inner.version and inner in each for each in allowed)
