"""A fresh ledger that knows one site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from migrate.ledger.book import Ledger, open_ledger
from migrate.ledger.sites import enter_sites
from migrate.model import Site

KEY = "3311230012"
HOST = "http://nyncj.qiyun.gov.example"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger("", tmp_path) as opened, opened.run("capture", "test"):
        with opened.begin() as connection:
            enter_sites(connection, [Site(KEY, "栖云县农业农村局", f"{HOST}/", "sheet.xlsx", None, 3)])
        yield opened


@pytest.fixture
def connection(ledger: Ledger) -> Iterator[Connection]:
    with ledger.begin() as opened:
        yield opened
