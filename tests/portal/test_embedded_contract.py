"""The embedded portal passes what every portal must pass."""

from pathlib import Path

import pytest

from migrate.portal.contract import Portal
from tests.portal.contract_suite import ContractSuite
from tests.portal.samples import embedded


class TestEmbedded(ContractSuite):
    """The contract suite on a folder of its own."""

    @pytest.fixture
    def portal(self, tmp_path: Path) -> Portal:
        return embedded(tmp_path)
