"""Which addresses count as one network."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address


def network_of(ip: str) -> str:
    """The network of an address: the /64 of an IPv6 address, which one customer has; an IPv4 address itself."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    return str(IPv6Network((address, 64), strict=False)) if isinstance(address, IPv6Address) else ip
