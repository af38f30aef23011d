"""The adapter against a real WordPress 6.5: what every portal must pass, with faults between request and answer."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from migrate.model import Placement
from migrate.portal.contract import Portal
from migrate.portal.secret import Secret
from migrate.portal.wordpress.adapter import WordPressPortal
from migrate.settings import Portal as PortalSettings
from tests.portal.contract_suite import ContractSuite, Seer
from tests.portal.fault_suite import FaultSuite
from tests.portal.faulty_proxy import FaultyProxy
from tests.portal.samples import CHANNELS
from tests.real.wordpress import WordPress, free_port, install, running

pytestmark = pytest.mark.real


@dataclass(frozen=True)
class SeesWordPress(Seer):
    """Looks into the database, at the public pages, and edits as somebody of the office does."""

    site: WordPress

    def edit(self, placed: Placement) -> None:
        account = ("desk", self.site.passwords["desk"])
        url = f"{self.site.url}/?rest_route=/wp/v2/posts/{placed.remote_id}"
        there = requests.get(url, params={"context": "edit"}, auth=account, timeout=60).json()["content"]["raw"]
        changed = requests.post(url, json={"content": "<p>编辑补充</p>" + there}, auth=account, timeout=60)
        assert changed.status_code == 200, changed.text

    def body_of(self, new_url: str) -> bytes | None:
        answer = requests.get(new_url, timeout=60)
        return answer.content if answer.status_code == 200 else None

    def published_at(self, placed: Placement) -> str | None:
        [(date,)] = self.site.query("SELECT post_date FROM wp_posts WHERE ID = ?", placed.remote_id)
        return str(date)[:16]

    def is_public(self, placed: Placement) -> bool:
        answer = requests.get(f"{self.site.url}/?p={placed.remote_id}", timeout=60)
        return answer.status_code == 200

    def articles(self) -> int:
        return self.site.query(
            "SELECT count(*) FROM wp_posts WHERE post_type = 'post' AND post_status <> 'auto-draft'"
        )[0][0]

    def files(self) -> int:
        stored = self.site.query("SELECT count(*) FROM wp_posts WHERE post_type = 'attachment'")[0][0]
        lying = [path for path in (self.site.folder / "wp-content" / "uploads").rglob("*") if path.is_file()]
        assert len(lying) == stored, "nothing lies in the uploads that the media library does not know"
        return stored


def adapter(site: WordPress, url: str = "", user: str = "mover", timeout: float = 60.0) -> WordPressPortal:
    """Give the adapter as `migrate publish` makes it."""
    settings = PortalSettings(kind="wordpress", api_url=url or site.url, user=user, timeout=timeout)
    return WordPressPortal(settings, Secret(site.passwords[user]), retry_wait=0.01)


@pytest.fixture(scope="module")
def server() -> Iterator[WordPress]:
    with (
        tempfile.TemporaryDirectory(prefix="wordpress-") as folder,
        running(install(Path(folder), free_port())) as site,
    ):
        requests.get(site.url, timeout=60)
        yield site


@pytest.fixture
def site(server: WordPress) -> WordPress:
    server.wipe()
    return server


class TestWordPress(ContractSuite):
    """The contract suite."""

    @pytest.fixture
    def portal(self, site: WordPress) -> Portal:
        portal = adapter(site)
        for channel in CHANNELS:
            portal.ensure_channel(channel, run=1)
        return portal

    @pytest.fixture
    def see(self, site: WordPress) -> Seer:
        return SeesWordPress(site)


class TestWordPressWithFaults(FaultSuite):
    """The same WordPress behind a proxy that loses answers."""

    WRITES_ARTICLE = ("POST", r"wp%2Fv2%2Fposts|wp/v2/posts")
    WRITES_FILE = ("POST", r"wp%2Fv2%2Fmedia|wp/v2/media")

    @pytest.fixture
    def proxy(self, site: WordPress) -> Iterator[FaultyProxy]:
        host, port = re.fullmatch(r"http://(.+):(\d+)", site.url).groups()
        with FaultyProxy(host, int(port), host=f"{host}:{port}") as proxy:
            yield proxy

    @pytest.fixture
    def portal(self, site: WordPress, proxy: FaultyProxy) -> Portal:
        portal = adapter(site, proxy.url, timeout=1.5)
        for channel in CHANNELS:
            portal.ensure_channel(channel, run=1)
        return portal

    @pytest.fixture
    def see(self, site: WordPress) -> Seer:
        return SeesWordPress(site)
