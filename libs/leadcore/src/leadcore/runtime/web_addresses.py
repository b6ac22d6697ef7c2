"""Whose an address is: a client's, one of a customer's, or a proxy's of ours, which speaks for others. Pure."""

import ipaddress
from collections.abc import Iterable, Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def read_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """
    Networks such as `10.0.0.0/8`, or single addresses.

    Raises:
        ValueError: one is none; the message quotes it.
    """
    return tuple(ipaddress.ip_network(text) for text in texts)


def address_of(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """
    The client's address: `peer`, or, where that is a proxy of ours, the last one in `X-Forwarded-For` that is none.
    What stands before it may be invented. Addresses of one IPv6 /64 are one: they are one customer's.
    """
    chain = [*(part.strip() for part in forwarded.split(",") if part.strip()), peer]
    found = peer
    for text in reversed(chain):
        try:
            address = _read(text)
        except ValueError:
            break
        found = _customer(address)
        if not any(address in network for network in trusted):
            break
    return found


def peer_of(peer: object, trusted: Sequence[Network]) -> str:
    """
    Whose a connection is, from a transport's `peername`: an address as `address_of` has it. Empty for a proxy of ours,
    for that holds many people's, and for what is no address.
    """
    try:
        address = _read(peer[0] if isinstance(peer, tuple) else "")
    except ValueError:
        return ""
    return "" if any(address in network for network in trusted) else _customer(address)


def _read(text: str) -> Address:
    """An address; one of IPv4 that IPv6 carries is one of IPv4, to networks as to people."""
    address = ipaddress.ip_address(text)
    return getattr(address, "ipv4_mapped", None) or address


def _customer(address: Address) -> str:
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
