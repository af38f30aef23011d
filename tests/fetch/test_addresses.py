"""Addresses: which are public, and where connect_to sends a request."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from migrate.fetch import addresses
from migrate.fetch.addresses import GuardedConnector, RefusedAddressError, destination, is_public
from migrate.fetch.client import Client, Exchange
from migrate.settings import ConnectTo, Http
from tests.zoo.answers import ok
from tests.zoo.server import CLOSE, Answer, FaultServer

RULES = tuple(
    map(ConnectTo.parse, ["a.example:80:127.0.0.1:8080", "b.example::10.0.0.5:", "[::1]:443:127.0.0.2:1", ":81::82"])
)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        # RFC 6890 and its registries: documentation, benchmarks, reserved
        *("192.0.0.8", "198.18.0.1", "198.51.100.7", "203.0.113.7", "240.0.0.1", "2001:db8::1", "100::1", "5f00::1"),
        # IPv4 hidden in IPv6: compatible (RFC 4291), translated (RFC 2765), local NAT64 (RFC 8215), Teredo (RFC 4380)
        *("::127.0.0.1", "::10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1", "2001:0:7f00:1::"),
        *("fec0::1", "4000::1", "::2"),  # site-local of old, and what nobody has been given
        # where clouds keep their machines' secrets, and the one of them that looks public
        *("100.100.100.200", "169.254.0.23", "192.0.0.192", "168.63.129.16", "::ffff:168.63.129.16"),
    ],
)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["1.2.4.8", "223.5.5.5", "168.63.129.17", "2400:3200::1", "::ffff:1.2.4.8", "64:ff9b::102:408", "2002:102:408::1"],
)
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("host", "port", "sent"),
    [
        ("a.example", 80, ("127.0.0.1", 8080)),
        ("A.Example", 80, ("127.0.0.1", 8080)),
        ("a.example", 81, ("a.example", 82)),
        ("b.example", 443, ("10.0.0.5", 443)),
        ("::1", 443, ("127.0.0.2", 1)),
        ("c.example", 80, None),
    ],
)
def test_the_first_rule_that_fits_sends_the_request(host: str, port: int, sent: tuple[str, int] | None) -> None:
    assert destination(host, port, RULES) == sent


async def _resolved(host: str, **http: object) -> list[str]:
    async with GuardedConnector(Http(**http)) as connector:
        return [one["host"] for one in await connector._resolve_host(host, 80)]


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "::1", "localhost", "localhost.", "169.254.169.254"),
        *("2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "0"),  # as inet_aton(3) reads them
        *("::ffff:127.0.0.1", "0:0:0:0:0:ffff:7f00:1", "::127.0.0.1", "fe80::1%lo"),
    ],
)
def test_private_hosts_are_refused_by_the_connector_itself(host: str) -> None:
    with pytest.raises(RefusedAddressError) as told:
        asyncio.run(_resolved(host))
    assert host.partition("%")[0] in told.value.problem
    assert "connect_to" in told.value.remedy


@pytest.mark.parametrize("host", ["16909320", "0x01020408", "01.02.04.010", "1.2.1032"])
def test_an_odd_spelling_of_a_public_address_is_asked_as_browsers_do(host: str) -> None:
    assert asyncio.run(_resolved(host)) == ["1.2.4.8"]


def test_settings_let_private_hosts_through() -> None:
    assert asyncio.run(_resolved("127.0.0.1", allow_private=True)) == ["127.0.0.1"]
    assert asyncio.run(_resolved("a.example", connect_to=RULES)) == ["127.0.0.1"]


# --- names whose addresses change or fail -----------------------------------------------------------------------------

HOST = "nyncj.qiyun.gov.example"
Told = Sequence[str] | OSError


class Names(AbstractResolver):
    """A resolver that tells what it is given: one entry a question, the last repeated."""

    def __init__(self, *told: Told) -> None:
        self._told = list(told)
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        told = self._told.pop(0) if len(self._told) > 1 else self._told[0]
        if isinstance(told, OSError):
            raise told
        flags = socket.AI_NUMERICHOST
        return [
            ResolveResult(hostname=host, host=one, port=port, family=socket.AF_INET, proto=0, flags=flags)
            for one in told
        ]

    async def close(self) -> None:
        pass


async def _exchanges(names: Names, urls: Sequence[str], **http: object) -> list[Exchange]:
    made = []
    async with Client(Http(interval=0, pace_factor=0, timeout=5, **http)) as client:
        client._session.connector._resolver = names
        for url in urls:
            with closing(await client.exchange(url)) as one:
                made.append(one)
            client._session.connector.clear_dns_cache()  # as if its time had come
    return made


def test_a_name_with_a_dead_address_is_asked_at_the_other(server: FaultServer) -> None:
    """Nobody listens at 127.0.0.9."""
    (made,) = asyncio.run(_exchanges(Names(["127.0.0.9", "127.0.0.1"]), [url_of(server)], allow_private=True))
    assert (made.status, made.tape.peer) == (200, "127.0.0.1")


def test_a_name_that_fails_and_recovers_is_a_failure_and_then_an_answer(server: FaultServer) -> None:
    names = Names(socket.gaierror(socket.EAI_AGAIN, "try again"), ["127.0.0.1"])
    made = asyncio.run(_exchanges(names, [url_of(server)] * 2, allow_private=True))
    assert [(one.status, one.failure, one.refused) for one in made] == [
        (None, "域名无法解析", False),
        (200, None, False),
    ]


def test_private_addresses_beside_public_ones_are_never_connected_to() -> None:
    names = Names(["10.0.0.5", "127.0.0.1", "1.2.4.8"])

    async def resolved() -> list[str]:
        async with GuardedConnector(Http()) as connector:
            connector._resolver = names
            return [one["host"] for one in await connector._resolve_host(HOST, 80)]

    assert asyncio.run(resolved()) == ["1.2.4.8"]


def test_the_address_that_was_checked_is_the_one_connected_to(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is checked and private a moment later (rebinding): asked once a connection."""
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    names = Names(["127.0.0.1"], ["127.0.0.2"])
    first, second = asyncio.run(_exchanges(names, [url_of(server)] * 2))
    assert (first.status, first.tape.peer) == (200, "127.0.0.1")
    assert (second.status, second.refused) == (None, True)
    assert "127.0.0.2" in second.failure
    assert (len(names.asked), len(server.log)) == (2, 1)


def test_a_redirect_to_a_private_address_is_refused_like_any_request() -> None:
    urls = [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost./",
    ]

    async def asked() -> list[Exchange]:
        async with Client(Http(interval=0, pace_factor=0)) as client:
            return [await client.exchange(url) for url in urls]

    assert [(one.status, one.refused) for one in asyncio.run(asked())] == [(None, True)] * len(urls)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer({}) as made:
        made.sites = {f"{HOST}:{made.port}": {"/": Answer(ok("<p>here</p>").raw, CLOSE)}}
        yield made


def url_of(server: FaultServer) -> str:
    return f"http://{HOST}:{server.port}/"
