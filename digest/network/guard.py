"""Where a request may go: to the public internet alone, unless its source says otherwise.

A feed's address, a redirect or a name's DNS record could else make this machine ask its own
services, its neighbours, or its cloud's metadata server (OWASP calls that server-side request
forgery). What is judged is the address of the very socket that is about to be connected, after
redirects and look-ups: so no spelling of a host (`2130706433`, `0x7f.1`, `localhost`) and no name
that changes its mind between look-ups (DNS rebinding) leads around it.
"""

from __future__ import annotations

import errno
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from aiohttp.connector import AddrInfoType

#: Not for us, though `is_global` of some Pythons says so: protocol assignments (a cloud's metadata
#: server among them), relays of 6to4, and the host agent of another cloud.
NOT_PUBLIC = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))
#: All that is assigned to hosts of the internet (RFC 4291, section 2.4, and IANA's registry).
GLOBAL_UNICAST = IPv6Network("2000::/3")
#: The IPv4 internet from networks that have IPv6 alone (RFC 6052): the last 32 bits say where.
NAT64 = IPv6Network("64:ff9b::/96")


class NotPublicError(OSError):
    """The address is not one of the public internet."""

    def __init__(self) -> None:
        """Say the same each time: of errors that all say one thing, aiohttp raises the first."""
        super().__init__(errno.EACCES, "not a public address")


def connector(*, allow_private: bool) -> aiohttp.TCPConnector:
    """Return what makes connections, and keeps them for those who may use them."""
    return aiohttp.TCPConnector(
        # What waits, waits in `run`, where it costs a request none of its time.
        limit=0,
        socket_factory=None if allow_private else _public_socket,
    )


def _public_socket(info: AddrInfoType) -> socket.socket:
    family, kind, protocol, _, address = info
    if not is_public(str(address[0])):
        raise NotPublicError
    return socket.socket(family, kind, protocol)


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet, and what it embeds is too."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return _is_public_4(ip) if isinstance(ip, IPv4Address) else _is_public_6(ip)


def _is_public_4(ip: IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast and not any(ip in net for net in NOT_PUBLIC)


def _is_public_6(ip: IPv6Address) -> bool:
    if ip.ipv4_mapped is not None:  # ::ffff:127.0.0.1, which the system connects by IPv4
        return _is_public_4(ip.ipv4_mapped)
    if ip in NAT64:
        return _is_public_4(IPv4Address(int(ip) & 0xFFFF_FFFF))
    if ip.sixtofour is not None and not _is_public_4(ip.sixtofour):
        return False
    return ip in GLOBAL_UNICAST and ip.is_global
