"""The fake that publishing is tested against passes what every portal must pass."""

import pytest

from migrate.model import Placement
from migrate.portal.contract import Portal, Visibility
from tests.portal.contract_suite import ContractSuite, Seer
from tests.portal.fake import FakePortal
from tests.portal.samples import CHANNELS


class SeesFake(Seer):
    """Looks into the fake."""

    def __init__(self, portal: FakePortal) -> None:
        self._portal = portal

    def edit(self, placed: Placement) -> None:
        self._portal.edit(placed.remote_id, "编辑改过的题目")

    def body_of(self, new_url: str) -> bytes | None:
        found = self._portal.files.get(new_url)
        return found[0] if found else None

    def published_at(self, placed: Placement) -> str | None:
        said = self._portal.posts[placed.remote_id].article.published_at
        return f"{said} 00:00" if said and len(said) == 10 else said

    def is_public(self, placed: Placement) -> bool:
        return self._portal.posts[placed.remote_id].visibility is Visibility.PUBLISHED

    def articles(self) -> int:
        return len(self._portal.posts)

    def files(self) -> int:
        return len(self._portal.files)


class TestFake(ContractSuite):
    """The contract suite on a portal of its own."""

    @pytest.fixture
    def portal(self) -> Portal:
        portal = FakePortal()
        for channel in CHANNELS:
            portal.ensure_channel(channel, run=1)
        return portal

    @pytest.fixture
    def see(self, portal: Portal) -> Seer:
        assert isinstance(portal, FakePortal)
        return SeesFake(portal)
