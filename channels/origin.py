"""Where a request comes from, behind as many proxies as the company has."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

Address = IPv4Address | IPv6Address


def origin(peer: str, forwarded: str, proxies: int) -> Address | None:
    """The address that reached the outermost of our own `proxies`, each of which adds one to `X-Forwarded-For`; with
    none of them that header is what the visitor made of it, and is not looked at."""
    found = _address(peer)
    named = forwarded.split(",")[-proxies:] if proxies else []
    if len(named) == proxies and named:
        found = _address(named[0]) or found
    return found


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
