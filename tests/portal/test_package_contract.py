"""The package passes what every portal must pass; what is in it is read as an importer reads it."""

import json
from pathlib import Path

import pytest

from migrate.model import Placement
from migrate.portal.contract import Portal
from tests.portal.contract_suite import ContractSuite, Seer
from tests.portal.packages import package, records


class SeesPackage(Seer):
    """Looks into the package; files that no public article shows yet lie beside the store."""

    def __init__(self, folder: Path) -> None:
        self._root, self._state = folder / "package", folder / ".portal"

    def body_of(self, new_url: str) -> bytes | None:
        for folder in (self._root, self._state):
            path = folder / new_url.removeprefix("package:")
            if path.is_file():
                return path.read_bytes()
        return None

    def published_at(self, placed: Placement) -> str | None:
        said = records(self._root)[placed.remote_id]["published_at"]
        return said if said is None or len(said) > 10 else f"{said} 00:00"

    def is_public(self, placed: Placement) -> bool:
        text = (self._root / "addresses.csv").read_text("utf-8-sig")
        listed = json.loads((self._root / "manifest.json").read_bytes())["counts"]["articles"]
        shown = placed.remote_id in records(self._root)
        assert shown == (placed.remote_id in text) == (listed == 1)
        return shown

    def articles(self) -> int:
        return len(list((self._state / "articles").rglob("*.json")))

    def files(self) -> int:
        return sum(path.is_file() for root in (self._root, self._state) for path in (root / "files").rglob("*"))


class TestPackage(ContractSuite):
    """The contract suite on a folder of its own."""

    @pytest.fixture
    def portal(self, tmp_path: Path) -> Portal:
        return package(tmp_path)

    @pytest.fixture
    def see(self, portal: Portal, tmp_path: Path) -> Seer:
        return SeesPackage(tmp_path)
