"""Networks as settings name them."""

from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """Those of a list with commas: "10.0.0.0/8, 192.168.1.20". Raises ValueError."""
    return tuple(ip_network(each.strip(), strict=False) for each in text.split(",") if each.strip())
