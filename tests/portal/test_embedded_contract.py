"""The embedded portal passes what every portal must pass."""

import re
from pathlib import Path

import pytest

from migrate.model import Placement
from migrate.portal.contract import Portal
from tests.portal.contract_suite import ContractSuite, Seer
from tests.portal.pages import meta
from tests.portal.samples import embedded


class SeesFolder(Seer):
    """Looks into the folder as a visitor and an editor of its pages do."""

    def __init__(self, folder: Path) -> None:
        self._root, self._state = folder / "portal", folder / ".portal"

    def edit(self, placed: Placement) -> None:
        page = self._root / placed.new_url
        page.write_text(page.read_text("utf-8").replace("</body>", "<p>编辑补充</p></body>"), "utf-8")

    def body_of(self, new_url: str) -> bytes | None:
        path = self._root / new_url
        return path.read_bytes() if path.is_file() else None

    def published_at(self, placed: Placement) -> str | None:
        return meta(self._root / placed.new_url).get("PubDate")

    def is_public(self, placed: Placement) -> bool:
        shown = (self._root / placed.new_url).is_file()
        lists = "".join(path.read_text("utf-8") for path in self._root.rglob("index*.html"))
        assert (re.search(rf"/{placed.remote_id}\.html", lists) is not None) == shown
        return shown

    def articles(self) -> int:
        return len(list((self._state / "articles").rglob("*.json")))

    def files(self) -> int:
        return sum(path.is_file() for path in (self._root / "files").rglob("*"))


class TestEmbedded(ContractSuite):
    """The contract suite on a folder of its own."""

    @pytest.fixture
    def portal(self, tmp_path: Path) -> Portal:
        return embedded(tmp_path)

    @pytest.fixture
    def see(self, portal: Portal, tmp_path: Path) -> Seer:
        return SeesFolder(tmp_path)
