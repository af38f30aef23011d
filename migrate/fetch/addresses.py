"""Which addresses may be asked: connect_to first, else DNS with every private address refused.

The check stands in the connector, so it holds for each new connection: after redirects, and when DNS changes its mind.
"""

import contextlib
import ipaddress
import socket
from collections.abc import Sequence

from aiohttp import TCPConnector, ThreadedResolver
from aiohttp.abc import ResolveResult

from migrate.errors import FetchError
from migrate.settings import ConnectTo, Http

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
OPEN_IPV6 = ipaddress.IPv6Network("2000::/3")  # all that IANA has given to the open internet
CLOSED = tuple(  # what `ipaddress` takes for public, or does in some version of Python
    map(
        ipaddress.ip_network,
        [
            "192.0.0.0/24",  # IETF protocol assignments (RFC 6890); a cloud's metadata lies there
            "168.63.129.16/32",  # a cloud's own host, seen from inside its machines
            "3fff::/20",  # documentation (RFC 9637)
        ],
    )
)


class RefusedAddressError(FetchError):
    """The host stands for private, loopback, link-local or metadata addresses only."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(
            f"{host} 指向内部地址 {address}，已拒绝访问",
            "确需访问时，请在设置 http.connect_to 中写明该主机的去向，或将 http.allow_private 设为 true",
        )


def is_public(address: str) -> bool:
    """True for addresses of the open internet; IPv4 hidden in IPv6 (mapped, 6to4, NAT64) is looked at too."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or _nat64(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip not in OPEN_IPV6:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in net for net in CLOSED)


def _nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None


def meant(host: str) -> str:
    """Give the address that a host stands for without asking anybody, else the host itself.

    >>> meant("2130706433"), meant("0177.1"), meant("localhost."), meant("nyncj.qiyun.gov.example")
    ('127.0.0.1', '127.0.0.1', '127.0.0.1', 'nyncj.qiyun.gov.example')
    """
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):  # RFC 6761
        return "127.0.0.1"
    if name[:1].isdigit():
        with contextlib.suppress(OSError):
            return socket.inet_ntoa(socket.inet_aton(name))  # decimal, octal, hex and short spellings, as browsers
    return host


def destination(host: str, port: int, rules: Sequence[ConnectTo]) -> tuple[str, int] | None:
    """Give where the first fitting connect_to rule sends `host:port`, or None when none fits."""
    for rule in rules:
        if rule.host.strip("[]") in ("", host.lower()) and rule.port in (None, port):
            return rule.to_host or host, rule.to_port or port
    return None


class GuardedConnector(TCPConnector):
    """A connector that knows connect_to and refuses private addresses, literal ones included."""

    def __init__(self, http: Http) -> None:
        super().__init__(
            limit=0,
            limit_per_host=http.connections_per_host,
            ttl_dns_cache=60,
            resolver=ThreadedResolver(),
            enable_cleanup_closed=False,
        )
        self._http = http

    async def _resolve_host(self, host: str, port: int, traces: Sequence[object] | None = None) -> list[ResolveResult]:
        """Override of aiohttp's one place where a host becomes addresses (3.12–3.x; covered by tests)."""
        sent = destination(host, port, self._http.connect_to)
        if sent is not None:
            return [_literal(*sent)] if _is_literal(sent[0]) else await super()._resolve_host(*sent)
        address = meant(host)
        found = [_literal(address, port)] if address != host else await super()._resolve_host(host, port)
        if self._http.allow_private:
            return found
        allowed = [one for one in found if is_public(one["host"])]
        if not allowed:
            raise RefusedAddressError(host, found[0]["host"] if found else "（无）")
        return allowed


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _literal(address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(hostname=address, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)
