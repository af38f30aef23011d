"""Addresses: which are public, and where connect_to sends a request."""

import asyncio

import pytest

from migrate.fetch.addresses import GuardedConnector, RefusedAddressError, destination, is_public
from migrate.settings import ConnectTo, Http

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
    ],
)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.2.4.8", "223.5.5.5", "2400:3200::1", "::ffff:1.2.4.8", "64:ff9b::102:408"])
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


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "169.254.169.254"])
def test_private_hosts_are_refused_by_the_connector_itself(host: str) -> None:
    with pytest.raises(RefusedAddressError) as told:
        asyncio.run(_resolved(host))
    assert host in told.value.problem
    assert "connect_to" in told.value.remedy


def test_settings_let_private_hosts_through() -> None:
    assert asyncio.run(_resolved("127.0.0.1", allow_private=True)) == ["127.0.0.1"]
    assert asyncio.run(_resolved("a.example", connect_to=RULES)) == ["127.0.0.1"]
