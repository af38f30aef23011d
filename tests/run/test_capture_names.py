"""A site whose name does not always resolve, or not to one address (fault 28 of archiving)."""

import socket
from collections import Counter
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from migrate.fetch import addresses
from tests.run.capturing import captured, desk, outcomes
from tests.zoo.answers import page
from tests.zoo.server import FaultServer
from tests.zoo.site import HOST

OTHER = "www.qiyun.gov.example"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """The names told by script: HOST fails twice and then has a dead address beside its own, others are unknown."""
    count: Counter[str] = Counter()

    class Names(AbstractResolver):
        async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[ResolveResult]:
            count[host] += 1
            if host != HOST or count[host] <= 2:
                raise socket.gaierror(socket.EAI_AGAIN, "try again")
            return [
                ResolveResult(hostname=host, host=one, port=port, family=socket.AF_INET, proto=0, flags=0)
                for one in ("127.0.0.9", "127.0.0.1")  # nobody listens at the first
            ]

        async def close(self) -> None:
            pass

    monkeypatch.setattr(addresses, "ThreadedResolver", Names)
    return count


def test_a_name_that_fails_for_a_while_costs_tries_and_no_page(tmp_path: Path, asked: Counter[str]) -> None:
    with FaultServer({}) as server:
        base = f"http://{HOST}:{server.port}"
        pages = {"/": page("/1.html", "/2.html"), "/1.html": page(also="1"), "/2.html": page(also="2")}
        server.sites = {f"{HOST}:{server.port}": pages}
        with desk(tmp_path, None, f"{base}/", robots="ignore", robots_authorisation="批复", allow_private=True) as work:
            captured(work)
    assert outcomes(tmp_path) == {f"{base}{path}": "stored" for path in pages}
    assert asked[HOST] >= 3


def test_a_name_that_never_resolves_is_unreachable_and_told(tmp_path: Path, asked: Counter[str]) -> None:
    home = f"http://{OTHER}/"
    with desk(tmp_path, None, home, robots="ignore", robots_authorisation="批复", allow_private=True) as work:
        result = captured(work)
    assert outcomes(tmp_path)[home] == "unreachable"
    assert any("没有采到任何内容" in line for line in result.waiting)
    assert asked[OTHER] == 3  # the first try and two more
